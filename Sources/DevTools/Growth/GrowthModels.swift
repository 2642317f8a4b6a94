package import Foundation
import Graphs
import Interchange
package import Operators
import Tensors

/// Two families of generated models: one grows in arithmetic, the other in bytes.
package enum GrowthModels {
  /// Which family a file belongs to, by the beginning of its name.
  package enum Family: String, CaseIterable, Sendable {
    /// Four blocks of a depthwise and a 1×1 convolution of 64 channels on ever larger images: 0.9 to 120 million
    /// multiply-accumulates in the same mixture.
    case latency
    /// Ever more dense layers of 1,024 × 1,024 weights: 4 to 100 MB.
    case memory
  }

  package static func models(_ family: Family) -> [Model] {
    switch family {
    case .latency: [7, 10, 14, 20, 28, 40, 56, 80].map(large)
    case .memory: [1, 2, 4, 8, 16, 24].map(deep)
    }
  }

  private static func large(_ side: Int) -> Model {
    Model(name: "\(Family.latency.rawValue)-\(side)", input: [1, side, side, 64]) {
      for _ in 0..<4 {
        DepthwiseConv2D(kernel: 3)
        ReLU()
        Conv2D(64, kernel: 1)
        ReLU()
      }
      GlobalAveragePool()
      Flatten()
      Dense(10)
    }
  }

  private static func deep(_ layers: Int) -> Model {
    Model(name: "\(Family.memory.rawValue)-\(layers)", input: [1, 1_024]) {
      for _ in 0..<layers {
        Dense(1_024)
        ReLU()
      }
    }
  }

  /// Writes every model as ONNX with seeded weights.
  /// - Returns: names of the files.
  package static func write(to folder: URL) throws -> [String] {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    return try Family.allCases.flatMap { family in
      try models(family).map { model in
        let file = model.name + ".onnx"
        try ModelFile.save(try model.graph(seed: 1), to: folder.appending(path: file))
        return file
      }
    }
  }
}
