import Graphs
package import Tensors

/// Weights that are quantized already, by the name of the value that holds them as reals: codes with their scales, of the
/// same shape. They take the place of rounding to nearest.
package typealias GivenCodes = [String: Tensor]

extension Graph {
  /// - Throws: ``QuantizationError/weightCodes(value:)`` for codes that stand for no weights of this graph.
  func check(_ given: GivenCodes) throws(QuantizationError) {
    guard !given.isEmpty else { return }
    var shapes: [String: Shape] = [:]
    for node in nodes {
      for slot in WeightSlot.all(of: node, in: self) {
        if let id = node.inputs[slot.input] { shapes[self[id].name] = type(of: id).shape }
      }
    }
    for (name, codes) in given.sorted(by: { $0.key < $1.key }) {
      guard codes.shape == shapes[name], codes.type.quantization != nil else { throw .weightCodes(value: name) }
    }
  }
}
