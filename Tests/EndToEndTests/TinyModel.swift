import Formats
import Foundation
import Graphs
import Interchange
import Operators
import Tensors

/// A model that the tests write themselves, small enough that every command on it is quick.
enum TinyModel {
  static func graph() throws -> Graph {
    try Model(name: "tiny", input: [1, 16, 16, 1]) {
      Conv2D(8, kernel: 3, stride: 2, padding: .same)
      ReLU()
      Conv2D(16, kernel: 3, stride: 2, padding: .same)
      ReLU()
      GlobalAveragePool()
      Flatten()
      Dense(10)
    }.graph(seed: 3)
  }

  static func bytes() throws -> [UInt8] { try ModelFile.onnxBytes(of: graph()) }
}
