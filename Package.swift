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
  static func suite(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(name: name, dependencies: dependencies, resources: resources, swiftSettings: settings)
  }
}

let package = Package(
  name: "Keiryo",
  platforms: [.macOS(.v15)],
  products: [
    .executable(name: "keiryo", targets: ["keiryo"]),
    .executable(name: "keiryo-dev", targets: ["keiryo-dev"]),
    .library(name: "LabKit", type: .dynamic, targets: ["LabKit"]),
  ],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-protobuf", from: "1.39.0"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    .package(url: "https://github.com/swiftlang/swift-subprocess", from: "1.0.2"),
    .package(url: "https://github.com/apple/swift-system", from: "1.8.1"),
    .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
  ],
  targets: [
    // Core
    .target(name: "CKernels", cSettings: [.define("_GNU_SOURCE")]),
    .systemLibrary(name: "CCmarkGFM", pkgConfig: "libcmark-gfm",
      providers: [.apt(["libcmark-gfm-dev", "libcmark-gfm-extensions-dev"]), .brew(["cmark-gfm"])]),
    .systemLibrary(name: "CZlib", pkgConfig: "zlib", providers: [.apt(["zlib1g-dev"])]),
    .room("Tensors"),
    .room("Kernels", ["CKernels", "Tensors"]),
    .room("Graphs", ["Tensors", "Kernels"]),
    .room("Operators", ["Tensors", "Kernels", "Graphs"]),
    .room("Formats", ["Tensors", "Graphs", "CZlib", .product(name: "SwiftProtobuf", package: "swift-protobuf")]),
    .room("Interchange", ["Tensors", "Graphs", "Operators", "Formats"]),
    .room("EdgeRuntime", ["Tensors", "Kernels", "Graphs", "Operators"]),

    // Thin rooms around one library each
    .room("Hashing", [.product(name: "Crypto", package: "swift-crypto")]),
    .room("Manifests", ["Yams"]),
    .room("Processes", [
      .product(name: "Subprocess", package: "swift-subprocess"),
      .product(name: "SystemPackage", package: "swift-system"),
    ]),

    // Methods
    .room("Reports"),
    .room("Charts", ["Reports"]),
    .room("Measurement", ["Reports", "Tensors", "Kernels", "Graphs", "EdgeRuntime", "Processes"]),
    .room("Datasets", ["Tensors", "Formats", "Hashing"]),
    .room("Training", ["Reports", "Hashing", "Tensors", "Kernels", "Graphs", "Operators", "EdgeRuntime", "Datasets"]),
    .room("Quantization", ["Tensors", "Graphs", "Operators", "EdgeRuntime", "Datasets"]),
    .room("Pruning", ["Tensors", "Graphs", "Operators"]),
    .room("Distillation", ["Tensors", "Graphs", "Operators", "EdgeRuntime", "Training", "Datasets"]),
    .room("Compression", [
      "Tensors", "Graphs", "Operators", "Interchange", "EdgeRuntime", "Manifests", "Reports", "Measurement", "Datasets",
      "Training", "Quantization", "Pruning", "Distillation", "Hashing",
    ]),

    // Learning
    .room("Lessons", ["CCmarkGFM", "Manifests", "Reports"]),
    .room("LabKit", [
      "Tensors", "Graphs", "Operators", "Interchange", "EdgeRuntime", "Datasets", "Training", "Quantization",
      "Compression",
    ]),
    .room("Grading", ["Reports", "Manifests", "Processes", "Hashing"]),
    .room("Progress", ["Reports", "Hashing", .product(name: "GRDB", package: "GRDB.swift")]),
    .room("PortfolioSite", ["Reports", "Charts", "Hashing", .product(name: "Mustache", package: "swift-mustache")]),

    // Faces
    .room("Workbench", [
      "Tensors", "Kernels", "Graphs", "Operators", "Formats", "Interchange", "EdgeRuntime", "Reports", "Charts",
      "Measurement", "Datasets", "Training", "Quantization", "Pruning", "Distillation", "Compression", "Lessons",
      "Grading", "Progress", "PortfolioSite", "Hashing", "Manifests", "Processes",
    ]),
    .face("keiryo", ["Workbench", "Reports", .product(name: "ArgumentParser", package: "swift-argument-parser")]),

    // Workshop
    .room("DevTools", ["Grading", "Lessons", "Manifests"]),
    .face("keiryo-dev", ["DevTools", .product(name: "ArgumentParser", package: "swift-argument-parser")]),
  ]
)
