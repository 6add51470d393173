import Foundation

// Runs one of `FuzzTarget.all` under libFuzzer; scripts/fuzz builds and starts it.
//
//   fuzz                             the targets' names
//   fuzz seeds TARGET FOLDER         writes what the target begins with, and its words as FOLDER.dict
//   fuzz TARGET [OPTION...] FOLDER   libFuzzer's own options

@_silgen_name("LLVMFuzzerRunDriver")
private func runDriver(
  _ count: UnsafeMutablePointer<CInt>,
  _ arguments: UnsafeMutablePointer<UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>>,
  _ body: @convention(c) (UnsafePointer<UInt8>?, Int) -> CInt
) -> CInt

/// Ends the program with what is wrong with how it was called.
private func usage(_ problem: String) -> Never {
  FileHandle.standardError.write(Data((problem + "\n").utf8))
  exit(2)
}

private var words = CommandLine.arguments
if words.count < 2 {
  print(FuzzTarget.all.map(\.name).joined(separator: "\n"))
  exit(0)
}
private let isSeeding = words[1] == "seeds" && words.count == 4
private let name = isSeeding ? words[2] : words[1]
guard let chosen = FuzzTarget.all.first(where: { $0.name == name }) else {
  usage("there is no target '\(name)'")
}
unsafe Fuzzing.current = chosen
if isSeeding {
  try chosen.writeSeeds(to: words[3])
  // A target that refuses all that it begins with would try its first check alone. Where one has several readers, one
  // that takes a seed is enough.
  let seeds = try chosen.seeds()
  let accepted = seeds.count { seed in
    unsafe Fuzzing.counts = (0, 0)
    Fuzzing.run(seed)
    return unsafe Fuzzing.counts.refused == 0 || Fuzzing.counts.read > 0
  }
  print("\(name): \(accepted) of \(seeds.count) seeds are read")
  exit(accepted > 0 ? 0 : 1)
}
words.remove(at: 1)
// Later ones count, so these are what they are where nothing else is said. What is found goes where git doesn't look;
// leaks are none, since a process keeps its models.
words.insert(
  contentsOf: [
    "-timeout=5", "-rss_limit_mb=1024", "-max_len=\(chosen.longest)", "-detect_leaks=0",
    "-artifact_prefix=.build/fuzz/found/\(name)-",
  ], at: 1)
private var count = CInt(words.count)
private var pointers = unsafe words.map { unsafe strdup($0) } + [nil]
exit(
  unsafe pointers.withUnsafeMutableBufferPointer { buffer in
    guard var base = buffer.baseAddress else { return 2 }
    return unsafe runDriver(&count, &base) { bytes, count in
      unsafe Fuzzing.run(Array(UnsafeBufferPointer(start: bytes, count: count)))
      return 0
    }
  })
