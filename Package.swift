// swift-tools-version: 6.2
import PackageDescription

// MARK: Settings that every target shares

/// Whether fuzz targets are built: our own code tells libFuzzer where it has been, and AddressSanitizer watches it.
let isFuzzed = Context.environment["PLENS_FUZZ_TARGETS"] != nil
let coverage = "edge,indirect-calls,trace-cmp,inline-8bit-counters,pc-table"

let settings: [SwiftSetting] =
  [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
    .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
    .strictMemorySafety(),
  ]
  + (isFuzzed
    ? [.unsafeFlags(["-sanitize=address", "-sanitize-coverage=\(coverage)", "-enable-testing"])]
    : [])

let cSettings: [CSetting] =
  isFuzzed ? [.unsafeFlags(["-fsanitize=address,fuzzer-no-link"])] : []

func cLibrary(
  _ name: String, exclude: [String] = [], linkerSettings: [LinkerSetting] = []
) -> Target {
  .target(name: name, exclude: exclude, cSettings: cSettings, linkerSettings: linkerSettings)
}

func library(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

func tests(of name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + dependencies,
    swiftSettings: settings)
}

let package = Package(
  name: "PatternLens",
  products: [.executable(name: "plens", targets: ["plens"])],
  dependencies: [
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1"),
    // Downloads; Hummingbird's tests stand on it too.
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.30.0"),
    // What that stands on, for the certificates of servers.
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.30.0"),
    // What Hummingbird stands on and the viewer names itself.
    .package(url: "https://github.com/apple/swift-http-types", from: "1.0.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.4.0"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.83.0"),
  ],
  targets: [
    // MARK: Ground: libraries of the system, and C of our own
    .systemLibrary(
      name: "CBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZstd", pkgConfig: "libzstd", providers: [.apt(["libzstd-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "COniguruma", pkgConfig: "oniguruma", providers: [.apt(["libonig-dev"])]),
    .systemLibrary(name: "CSQLite", pkgConfig: "sqlite3", providers: [.apt(["libsqlite3-dev"])]),
    .systemLibrary(name: "CLibMD", pkgConfig: "libmd", providers: [.apt(["libmd-dev"])]),
    cLibrary("CLibEdit", linkerSettings: [.linkedLibrary("edit")]),
    cLibrary("CKernels"),
    cLibrary("CFiles"),
    cLibrary("CText"),
    cLibrary("CSockets"),
    cLibrary("CPrint"),
    cLibrary("CDemoModel", exclude: ["Model"]),
    cLibrary("CProcess"),
    cLibrary("CPythonWorker", exclude: ["Python"]),
    cLibrary("CViewerPage", exclude: ["Page"]),

    // MARK: First floor: what every part stands on
    library("Files", ["CFiles", "CLibMD"]),
    library("Text", ["CText"]),
    library("Tensors", ["CBLAS", "CKernels"]),
    library("Formats", ["Files", "Tensors", "CKernels", "CZlib", "CDeflate"]),

    // MARK: Second floor: a model's patterns
    library("Tokenizers", ["Files", "Formats", "COniguruma"]),
    library("Activations", ["Files", "Tensors", "Formats"]),
    library("Transformers", ["Files", "Tensors", "Formats", "Activations", "CKernels"]),
    library("Causal", ["Tensors", "Activations", "Tokenizers", "Transformers"]),
    library("ChatTemplates", ["Formats"]),
    library(
      "Hub",
      [
        "Files", "Text", "Formats",
        .product(name: "AsyncHTTPClient", package: "async-http-client"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOSSL", package: "swift-nio-ssl"),
      ]),

    // MARK: Third floor: what is drawn of them
    library("Pictures", ["Text", "Tensors", "Formats", "CPrint"]),
    library("Scripts", ["Text", "Tensors", "Pictures"]),
    library(
      "Figures",
      [
        "Files", "Text", "Tensors", "Formats", "Activations", "Pictures", "Scripts", "CProcess",
        "CPythonWorker",
      ]),
    library(
      "Surveys",
      [
        "Files", "Tensors", "Formats", "Activations", "Pictures", "Figures", "CZlib", "CZstd",
        "CProcess",
        "CPythonWorker",
      ]),
    library("Indexes", ["Files", "Formats", "Activations", "CSQLite"]),
    library(
      "Viewer",
      [
        "Files", "Text", "Tensors", "Formats", "Activations", "Pictures", "Figures", "Indexes",
        "Surveys", "CViewerPage",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),

    // MARK: Fourth floor: who types commands, and what they mean
    library("Terminal", ["Text", "CLibEdit"]),
    library("Language", ["Text"]),
    library(
      "Workspace",
      [
        "Files", "Text", "Tensors", "Formats", "Tokenizers", "Activations", "Transformers",
        "Pictures", "Scripts", "Figures", "Language", "Hub", "Causal", "ChatTemplates",
        "CDemoModel",
      ]),
    library(
      "Shell",
      [
        "Files", "Text", "Tensors", "Formats", "Tokenizers", "Activations", "Transformers",
        "Pictures", "Scripts", "Figures", "Terminal", "Language", "Workspace", "CProcess",
        "CSockets", "Viewer", "Hub", "Causal", "Surveys", "Indexes",
      ]),
    .executableTarget(name: "plens", dependencies: ["Shell"], swiftSettings: settings),

    // MARK: Tests
    .target(
      name: "TestSupport", dependencies: ["Files", "CPNG"],
      path: "Tests/TestSupport", swiftSettings: settings),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "Files", "Tensors", "Formats", "Tokenizers", "Activations", "Transformers", "Causal",
        "Pictures", "Figures", "Surveys",
      ],
      path: "Tests/Benchmark", swiftSettings: settings),
    tests(of: "Files"),
    tests(of: "Text"),
    tests(of: "Tensors"),
    tests(of: "Formats", ["Files", "Tensors"]),
    tests(of: "Tokenizers", ["Files", "Formats"]),
    tests(of: "Hub", ["Files", "Formats"]),
    tests(of: "Activations", ["Files", "Formats", "Tensors"]),
    tests(of: "Transformers", ["Activations", "Files", "Formats", "Tensors"]),
    tests(of: "Causal", ["Activations", "Formats", "Tensors", "Tokenizers", "Transformers"]),
    tests(of: "ChatTemplates", ["Formats"]),
    tests(of: "Pictures", ["Files", "Text", "Formats", "Tensors"]),
    tests(of: "Scripts", ["Files", "Pictures", "Figures", "Activations", "Formats", "Tensors"]),
    tests(
      of: "Figures", ["Files", "Text", "Formats", "Tensors", "Activations", "Pictures"]),
    tests(of: "Surveys", ["Files", "Figures", "Formats", "Tensors", "Activations"]),
    tests(of: "Indexes", ["Activations", "Files"]),
    tests(
      of: "Viewer",
      [
        "Formats", "Tensors", "Activations", "Pictures", "Figures", "Surveys",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdTesting", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"),
      ]),
    tests(of: "Terminal", ["Text", "CLibEdit"]),
    tests(of: "Language", ["Text"]),
    tests(of: "Workspace", ["Activations", "Causal", "Scripts", "Tensors"]),
    tests(
      of: "Shell",
      [
        "Activations", "Files", "Formats", "Tensors", "Transformers", "Causal", "Text",
        "Language", "Workspace", "plens",
      ]),
  ]
)

// MARK: Fuzz targets, which scripts/fuzz builds in a folder of their own

if isFuzzed {
  package.targets.append(
    .executableTarget(
      name: "fuzz",
      dependencies: [
        "Files", "Text", "Tensors", "Formats", "Tokenizers", "Activations", "Transformers",
        "Causal", "ChatTemplates", "Pictures", "Scripts", "Figures", "Surveys", "Indexes", "Viewer",
        "Terminal", "Language", "Workspace", "Shell", "TestSupport",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOEmbedded", package: "swift-nio"),
      ],
      path: "Tests/Fuzz", swiftSettings: settings,
      linkerSettings: [
        .unsafeFlags(["-sanitize=address", "-sanitize=fuzzer", "-use-ld=lld"])
      ]))
}
