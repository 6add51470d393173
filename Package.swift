// swift-tools-version: 6.2
import PackageDescription

// MARK: Settings that every target shares

let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("NonisolatedNonsendingByDefault"),
  .strictMemorySafety(),
]

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
    .package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1")
  ],
  targets: [
    // MARK: Libraries of the system, one Swift importer each
    .systemLibrary(
      name: "CBLAS", pkgConfig: "openblas", providers: [.apt(["libopenblas-dev"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .systemLibrary(
      name: "CDeflate", pkgConfig: "libdeflate", providers: [.apt(["libdeflate-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .systemLibrary(
      name: "COniguruma", pkgConfig: "oniguruma", providers: [.apt(["libonig-dev"])]),
    .systemLibrary(name: "CLibMD", pkgConfig: "libmd", providers: [.apt(["libmd-dev"])]),
    .target(name: "CLibEdit", linkerSettings: [.linkedLibrary("edit")]),

    // MARK: C of our own
    .target(name: "CKernels"),
    .target(name: "CFiles"),
    .target(name: "CSockets"),
    .target(name: "CDemoModel", exclude: ["Model"]),
    .target(name: "CPythonWorker", exclude: ["Python"]),
    .target(name: "CViewerPage", exclude: ["Page"]),

    // MARK: The core, from floats up to the shell
    library("Tensors", ["CBLAS", "CKernels"]),
    library("Formats", ["Tensors", "CFiles", "CKernels", "CZlib", "CDeflate", "CPNG"]),
    library("Tokenizers", ["Formats", "COniguruma"]),
    library("Hub", ["Formats", "Terminal", "CLibMD"]),
    library("Activations", ["Tensors", "Formats", "CLibMD"]),
    library("Transformers", ["Tensors", "Formats", "Activations"]),
    library("ChatTemplates", ["Formats"]),
    library("Causal", ["Tensors", "Activations", "Transformers", "Tokenizers"]),
    library("Figures", ["Tensors", "Formats", "Activations", "Terminal", "CPythonWorker"]),
    library(
      "Viewer",
      [
        "Tensors", "Formats", "Activations", "Figures", "CViewerPage", "CLibMD",
        .product(name: "Hummingbird", package: "hummingbird"),
      ]),
    library("Terminal", ["CLibEdit", "CSockets"]),
    library(
      "Shell",
      [
        "Tensors", "Formats", "Tokenizers", "Activations", "Transformers", "Figures", "Terminal",
        "CDemoModel", "Viewer", "Hub",
      ]),
    .executableTarget(name: "plens", dependencies: ["Shell"], swiftSettings: settings),

    // MARK: Tests
    .target(
      name: "TestSupport", dependencies: ["Tensors", "Formats"], path: "Tests/TestSupport",
      swiftSettings: settings),
    .executableTarget(
      name: "benchmark",
      dependencies: [
        "Tensors", "Formats", "Tokenizers", "Activations", "Transformers", "Figures",
      ],
      path: "Tests/Benchmark", swiftSettings: settings),
    tests(of: "Tensors"),
    tests(of: "Formats", ["Tensors"]),
    tests(of: "Tokenizers", ["Formats"]),
    tests(of: "Hub", ["Formats"]),
    tests(of: "Activations", ["Formats", "Tensors"]),
    tests(of: "Transformers", ["Activations", "Formats", "Tensors"]),
    tests(of: "ChatTemplates", ["Formats"]),
    tests(of: "Causal", ["Transformers", "Tokenizers", "Activations", "Formats", "Tensors"]),
    tests(of: "Figures", ["Formats", "Tensors", "Terminal"]),
    tests(
      of: "Viewer",
      [
        "Formats", "Tensors", "Activations",
        .product(name: "HummingbirdTesting", package: "hummingbird"),
      ]),
    tests(of: "Terminal", ["CLibEdit"]),
    tests(of: "Shell", ["Terminal", "Formats", "Tensors", "Activations", "plens"]),
  ]
)
