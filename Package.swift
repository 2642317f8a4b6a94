// swift-tools-version: 6.2
import PackageDescription

/// Every Swift target: the same language mode and the same three upcoming features, so that an import that becomes
/// interface (`package import`, `public import`) is a visible decision.
let settings: [SwiftSetting] = [
  .swiftLanguageMode(.v6),
  .enableUpcomingFeature("ExistentialAny"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  .enableUpcomingFeature("MemberImportVisibility"),
]

extension Target {
  static func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
  }
  static func face(_ name: String, _ dependencies: [Target.Dependency]) -> Target {
    .executableTarget(name: name, dependencies: dependencies, swiftSettings: settings)
  }
  static func suite(_ name: String, _ dependencies: [Target.Dependency] = [], exclude: [String] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, exclude: exclude, swiftSettings: settings)
  }
}

let package = Package(
  name: "Keiryo",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "keiryo", targets: ["keiryo"]),
    .executable(name: "keiryo-dev", targets: ["keiryo-dev"]),
    .library(name: "LabKit", type: .dynamic, targets: ["LabKit"]),
    .library(name: "JudgeKit", type: .dynamic, targets: ["JudgeKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // Core
    .target(name: "CKernels", cSettings: [.define("_GNU_SOURCE")]),
    .systemLibrary(
      name: "CCmarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"])]),
    .systemLibrary(
      name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"]), .brew(["libpng"])]),
    .systemLibrary(
      name: "CTurboJPEG", pkgConfig: "libturbojpeg", providers: [.apt(["libturbojpeg0-dev"]), .brew(["jpeg-turbo"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .room("Tensors"),
    .room("Kernels", ["CKernels", "Tensors"]),
    .room("Graphs", ["Tensors", "Kernels"]),
    .room("Operators", ["Tensors", "Kernels", "Graphs"]),
    .room(
      "Formats",
      [
        "Tensors", "Graphs", "CPNG", "CTurboJPEG", "CZlib",
        .product(name: "SwiftProtobuf", package: "swift-protobuf"),
      ]),
    .room("Interchange", ["Tensors", "Graphs", "Operators", "Formats"]),
    .room("EdgeRuntime", ["Tensors", "Kernels", "Graphs", "Operators"]),

    // Thin rooms around one library or system service each
    .room("Hashing", [.product(name: "Crypto", package: "swift-crypto")]),
    .room("Manifests", ["Yams"]),
    .room("Processes"),

    // Methods
    .room("Reports"),
    .room("Charts", ["Reports"]),
    .room("Measurement", ["Reports", "Tensors", "Kernels", "Graphs", "EdgeRuntime"]),
    .room("Datasets", ["Tensors", "Formats", "Hashing", "Reports"]),
    .room("Training", ["Tensors", "Kernels", "Graphs", "Operators", "EdgeRuntime", "Hashing", "Reports", "Datasets"]),
    .room(
      "Quantization",
      ["Tensors", "Kernels", "Graphs", "Operators", "EdgeRuntime", "Reports", "Datasets", "Training"]),
    .room("Pruning", ["Tensors", "Graphs", "Operators"]),
    .room("Distillation", ["Tensors", "Graphs", "Operators", "EdgeRuntime", "Training"]),
    .room(
      "Compression",
      [
        "Tensors", "Graphs", "Interchange", "EdgeRuntime", "Hashing", "Manifests", "Reports", "Measurement", "Datasets",
        "Training", "Quantization", "Pruning", "Distillation",
      ]),

    .target(
      name: "Peers",
      dependencies: ["Processes", "Reports", "Tensors", "Kernels", "Graphs", "EdgeRuntime", "Measurement"],
      resources: [
        .embedInCode("Protocol/peer_protocol.py"), .embedInCode("ONNXRuntime/onnxruntime_adapter.py"),
        .embedInCode("LiteRT/litert_adapter.py"), .embedInCode("OpenVINO/openvino_adapter.py"),
        .embedInCode("NCNN/ncnn_adapter.py"), .embedInCode("Training/pytorch_training.py"),
      ],
      swiftSettings: settings),

    // Learning
    .room("Lessons", ["CCmarkGFM", "Charts", "Manifests", "Reports"]),
    .room("LabKit", ["Tensors"]),
    .room("Verdicts", ["Reports"]),
    .room("JudgeKit", ["Processes", "Reports", "LabKit", "Verdicts"]),
    .room("Grading", ["Hashing", "Manifests", "Processes", "Reports", "Verdicts"]),
    .room("Progress", ["Reports", "Hashing", .product(name: "GRDB", package: "GRDB.swift")]),
    .room("PortfolioSite", ["Reports", "Charts", "Hashing", .product(name: "Mustache", package: "swift-mustache")]),

    // Faces
    .room(
      "Workbench",
      [
        "Tensors", "Kernels", "Graphs", "Operators", "Formats", "Interchange", "EdgeRuntime", "Hashing", "Manifests",
        "Processes", "Reports", "Charts", "Measurement", "Peers", "Datasets", "Training", "Quantization", "Pruning",
        "Distillation", "Compression", "Lessons", "Grading", "Progress", "PortfolioSite",
      ]),
    .face("keiryo", ["Workbench", "Reports", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

    // Workshop
    .room("Headlines", ["Charts", "Processes", "Reports"]),
    .room("DevTools", ["Charts", "Grading", "Graphs", "Interchange", "Manifests", "Operators", "Reports", "Tensors"]),
    .face(
      "keiryo-dev",
      [
        "Charts", "Datasets", "DevTools", "EdgeRuntime", "Grading", "Graphs", "Headlines", "Interchange", "Kernels",
        "Lessons", "Measurement", "Operators", "Peers", "Processes", "Pruning",
        "Quantization", "Reports", "Tensors", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ]),

    // Tests
    .suite("ArchitectureTests"),
    .suite("ChartsTests", ["Charts", "Reports"]),
    .suite(
      "CompressionTests",
      [
        "Compression", "Datasets", "Graphs", "Hashing", "Interchange", "Manifests", "Measurement", "Operators",
        "Quantization", "Reports", "Tensors", "Training",
      ]),
    .suite("DatasetsTests", ["Datasets", "Formats", "Hashing", "Reports", "Tensors"]),
    .suite("DevToolsTests", ["DevTools", "Grading", "Graphs", "Operators", "Reports"]),
    .suite("DistillationTests", ["Distillation", "Graphs", "Operators", "Tensors", "Training"]),
    .suite("EdgeRuntimeTests", ["EdgeRuntime", "Graphs", "Kernels", "Operators", "Tensors"]),
    .suite(
      "EndToEndTests",
      [
        "keiryo", "FakePeer", "Formats", "Graphs", "Interchange", "Operators", "Processes", "Progress", "Reports",
        "Tensors",
      ]),
    .suite("FormatsTests", ["Formats", "Graphs", "Tensors"]),
    .suite("GradingTests", ["Grading", "Manifests", "Processes", "Reports", "Verdicts"]),
    .suite("HashingTests", ["Hashing"]),
    .suite("HeadlinesTests", ["Headlines", "Reports"]),
    .suite(
      "InterchangeTests", ["EdgeRuntime", "Formats", "Graphs", "Interchange", "Operators", "Tensors"],
      exclude: ["Exporters"]),
    .suite("JudgeKitTests", ["JudgeKit", "Verdicts"]),
    .suite("KernelsTests", ["Kernels", "Tensors"]),
    .suite("LabKitTests", ["LabKit"]),
    .suite("LessonsTests", ["Lessons", "Manifests", "Reports"]),
    .suite("ManifestsTests", ["Manifests"]),
    .suite("MeasurementTests", ["Graphs", "Measurement", "Operators", "Reports", "Tensors"]),
    .suite("OperatorsTests", ["Graphs", "Kernels", "Operators", "Tensors"]),
    .executableTarget(name: "FakePeer", path: "Tests/FakePeer", swiftSettings: settings),
    .executableTarget(
      name: "FuzzModels", dependencies: ["EdgeRuntime", "Formats", "Graphs", "Interchange", "Operators", "Tensors"],
      path: "Tests/FuzzModels", exclude: ["Findings", "fuzz.sh"], swiftSettings: settings),
    .suite(
      "PeersTests", ["FakePeer", "Graphs", "Measurement", "Operators", "Peers", "Processes", "Reports", "Tensors"]),
    .suite("PortfolioSiteTests", ["Hashing", "PortfolioSite", "Reports"]),
    .suite("ProcessesTests", ["Processes"]),
    .suite("ProgressTests", [.product(name: "GRDB", package: "GRDB.swift"), "Hashing", "Progress", "Reports"]),
    .suite("PruningTests", ["Graphs", "Operators", "Pruning", "Tensors"]),
    .suite(
      "QuantizationTests",
      [
        "Datasets", "EdgeRuntime", "Graphs", "Interchange", "Kernels", "Operators", "Quantization", "Reports",
        "Tensors",
        "Training",
      ]),
    .suite("ReportsTests", ["Reports"]),
    .suite("TrainingTests", ["Datasets", "EdgeRuntime", "Graphs", "Kernels", "Operators", "Tensors", "Training"]),
    .suite(
      "WorkbenchTests",
      [
        "Datasets", "Formats", "Grading", "Graphs", "Interchange", "Kernels", "Lessons", "Manifests", "Operators",
        "Peers", "Processes", "Progress", "Quantization", "Reports", "Tensors", "Training", "Workbench",
      ]),
  ]
)
