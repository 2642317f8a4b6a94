package import Foundation
package import Graphs
import Tensors

/// Whether a file of another format holds the weights of a model.
package enum SharedWeights {
  /// True when every float32 word of the model's larger constants occurs in the file at least as often.
  ///
  /// Formats order axes differently, so the words are compared as a multiset. Both `.tflite` and ncnn's `.bin` keep
  /// 32-bit floats on 4-byte boundaries. False says nothing: a converter may have folded or rounded them.
  package static func areIn(_ file: Data, of graph: Graph) -> Bool {
    var wanted: [UInt32] = []
    for id in graph.constants {
      guard let tensor = graph[id].constant, tensor.element == .float32, tensor.count >= smallest else { continue }
      tensor.withElements(as: Float.self) { wanted.append(contentsOf: $0.lazy.map(\.bitPattern)) }
    }
    guard !wanted.isEmpty, wanted.count * 4 <= file.count else { return false }
    var held = file.withUnsafeBytes { bytes in
      (0..<(bytes.count / 4)).map { UInt32(littleEndian: bytes.loadUnaligned(fromByteOffset: $0 * 4, as: UInt32.self)) }
    }
    wanted.sort()
    held.sort()
    var position = 0
    for word in wanted {
      while position < held.count, held[position] < word { position += 1 }
      guard position < held.count, held[position] == word else { return false }
      position += 1
    }
    return true
  }

  /// Elements from which a constant counts: shapes, axes and factors are kept in other ways by other formats.
  private static let smallest = 8
}
