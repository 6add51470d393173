import Foundation
import TestSupport
import Testing

/// Commands that follow what happens, and keys: `on`, `bind` and their help.
@Suite struct HookTests {
  private let folder: ProgramFolder

  init() throws { folder = try ProgramFolder() }

  @Test func `a hook runs after each capture, with what it gave, and not after its own`() throws {
    let result = try folder.run(
      "-c",
      "on captured 'echo ran; capture \"from the hook\"; count'; on captured prompts; "
        + "capture 'a b'; capture 'c d'")
    #expect(result.status == 0)
    #expect(result.errors.contains("'count' takes"), "\(result.errors)")
    let ran = result.output.components(separatedBy: "ran\n").count - 1
    #expect(ran == 2, "\(result.output)")
  }

  @Test func `a hook's result is written, listed and removed`() throws {
    let result = try folder.run(
      "-c",
      "on captured stat _ --by entropy; on; capture 'a b a b'; on captured off; on; capture 'c d'")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("captured\tstat _ --by entropy\n"))
    #expect(result.output.components(separatedBy: "head\tentropy").count == 2)
    let loaded = try folder.run("-c", "on loaded echo hello; load demo")
    #expect(loaded.output.hasPrefix("hello\n") || loaded.output.hasSuffix("hello\n"))
  }

  @Test func `a failure has its hook run once, with the message, and stays one`() throws {
    let inner = try folder.write("nonsense\n", to: "inner.plens")
    let result = try folder.run(
      "-c", "on error 'echo \"told: ${error}\"'; try nonsense; run \(inner)")
    #expect(result.status == 2)
    #expect(result.output.components(separatedBy: "told: ").count == 2, "\(result.output)")
    #expect(result.output.contains("inner.plens:1:1: error: unknown command 'nonsense'"))
  }

  @Test func `a script's hooks end with it, and those around it do not reach into it`() throws {
    let inner = try folder.write("on captured echo inner\ncapture 'a b'\n", to: "inner.plens")
    let result = try folder.run("-c", "on captured echo outer; run \(inner); capture 'c d'")
    let told = result.output.split(separator: "\n").filter { $0 == "inner" || $0 == "outer" }
    #expect(told == ["inner", "outer"], "\(result.output)\(result.errors)")
  }

  @Test(arguments: [
    ("on nothing echo", "expected captured, loaded or error"), ("on captured", "expects a command"),
    ("on captured 'echo \"'", "the command of 'on'"), ("bind ctrl-c models", "the shell needs it"),
    ("bind f99 models", "is no key"), ("bind f5", "expects a function, a command"),
    ("bind f5 off", "is not bound"), ("bind f5 'models |'", "is no command"),
  ])
  func `what makes no sense is refused`(line: String, message: String) throws {
    let result = try folder.run("-c", line)
    #expect(result.status == 2 || result.status == 3)
    #expect(result.errors.contains(message), "\(result.errors)")
  }

  @Test func `keys are listed with what they do`() throws {
    let result = try folder.run(
      "-c", "bind f5 'show _'; bind alt-p plens-older; bind | tail 2; help keys")
    #expect(result.status == 0, "\(result.errors)")
    #expect(result.output.contains("F5\tshow _\tRun this command"))
    #expect(result.output.contains("Alt-P\tplens-older\t"))
    #expect(result.output.contains("Run: show _"))
    #expect(result.output.contains("Ctrl-R, Ctrl-S"))
  }

  @Test func `a command's options may ask for its help`() throws {
    for option in ["--help", "-h"] {
      let result = try folder.run("export", option)
      #expect(result.status == 0)
      #expect(result.output.contains("npz holds an array"))
    }
  }
}
