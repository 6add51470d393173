import Foundation
import Surveys
import Workspace

/// A job array of Slurm (sbatch(1), "Job arrays"): its scripts, and what its tasks know of
/// themselves.
struct SlurmArray {
  /// The program and its command, without shard.
  let command: [String]
  /// How many tasks there are, each with the shard of its number.
  let tasks: Int
  /// The folder that the tasks write to, which gets scripts and logs.
  let folder: String
  /// The longest that a task may take, as sbatch reads it.
  var time: String?
  /// More options for sbatch.
  var options: [String] = []

  /// The task's part of the texts by the array's variables.
  ///
  /// - Throws: `ShellError` outside a job array, or where its tasks are not numbered from 0 or 1 without gaps.
  static func shard(
    in environment: [String: String] = ProcessInfo.processInfo.environment
  ) throws -> Shard {
    func number(_ name: String) throws -> Int {
      guard let value = environment["SLURM_ARRAY_TASK_\(name)"].flatMap({ Int($0) }) else {
        throw ShellError(
          .usage,
          "--shard slurm: SLURM_ARRAY_TASK_\(name) is not set; this is no task of a job array")
      }
      return value
    }
    let (id, count, first) = (try number("ID"), try number("COUNT"), try number("MIN"))
    guard (0...1).contains(first), try number("MAX") == first + count - 1,
      let shard = Shard("\(id - first + 1)/\(count)")
    else {
      throw ShellError(
        .usage,
        "--shard slurm: the array's tasks are not numbered from 0 or 1 without gaps, so that its parts are not the "
          + "whole; give I/N, such as --shard \"$SLURM_ARRAY_TASK_ID/8\"")
    }
    return shard
  }

  /// The script of the tasks.
  var taskScript: String {
    script(
      name: "plens", lines: ["--array=1-\(tasks)", "--output=\(folder)/slurm/%A_%a.log"],
      // A preempted task runs again, and goes on where it was.
      more: ["--requeue"] + (time.map { ["--time=\($0)"] } ?? []) + options,
      body: "exec "
        + (command + ["--shard", "\"$SLURM_ARRAY_TASK_ID/\(tasks)\""]).joined(separator: " "))
  }

  /// The script that makes the whole of the parts; nil where there is nothing to make.
  func mergeScript(program: String) -> String {
    script(
      name: "plens-merge", lines: ["--output=\(folder)/slurm/%j_merge.log"], more: options,
      body: "exec \(program) merge \(Self.quoted(folder))")
  }

  private func script(name: String, lines: [String], more: [String], body: String) -> String {
    let directives = (["--job-name=\(name)"] + lines + more).map { "#SBATCH \($0)" }
    return (["#!/bin/bash"] + directives + ["", body, ""]).joined(separator: "\n")
  }

  /// A word as the shell reads it back.
  static func quoted(_ word: String) -> String {
    let plain = word.unicodeScalars.allSatisfy { scalar in
      scalar.properties.isAlphabetic && scalar.isASCII
        || "0123456789_-./=,:@%+".unicodeScalars.contains(scalar)
    }
    return plain && !word.isEmpty ? word : "'" + word.replacing("'", with: #"'\''"#) + "'"
  }
}
