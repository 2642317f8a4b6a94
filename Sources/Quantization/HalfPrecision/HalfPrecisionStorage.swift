package import Graphs
import Operators
import Tensors

/// Weights as reals of 16 bits, computed with as float32.
///
/// Before → after: `Conv(x, w)` becomes `Conv(x, Cast(w as float16))`, likewise every layer with known weights. The
/// runtime makes float32 of them once, when it packs them; so do other engines.
/// Promise: half the bytes. float16: a weight from 2⁻¹⁴ to 65,504 moves by at most 2⁻¹¹ of itself; bfloat16: by at most
/// 2⁻⁸ of itself, over the whole range of float32.
package struct HalfPrecisionStorage: Sendable, Hashable {
  package enum Format: String, Sendable, CaseIterable {
    case float16 = "fp16"
    case bfloat16 = "bf16"

    /// The smallest magnitude that no longer rounds to a number.
    fileprivate var limit: Double {
      switch self {
      case .float16: 65_520
      case .bfloat16: 0x1.FFp127
      }
    }
  }

  package let format: Format

  package init(_ format: Format) { self.format = format }

  /// - Throws: ``QuantizationError/beyondHalfPrecision(value:largest:)`` for a weight that would become infinite,
  ///   ``QuantizationError/notFinite(value:)``, ``QuantizationError/nothingToQuantize``.
  package func stored(_ source: Graph) throws(QuantizationError) -> Graph {
    let graph = try source.preparedForQuantization()
    try check(graph)
    var rewriting = WeightRewriting(graph) { (weights, _) throws(TensorError) in narrow(weights) }
    return try rewriting.run()
  }

  private func check(_ graph: Graph) throws(QuantizationError) {
    for node in graph.nodes {
      for slot in WeightSlot.all(of: node, in: graph) {
        guard let id = node.inputs[slot.input], let weights = graph.constant(id) else { continue }
        let largest = weights.withElements(as: Float.self) { w in
          w.reduce(Float(0)) { $1.isFinite ? max($0, abs($1)) : .infinity }
        }
        guard largest.isFinite else { throw .notFinite(value: graph[id].name) }
        guard Double(largest) < format.limit else {
          throw .beyondHalfPrecision(value: graph[id].name, largest: largest)
        }
      }
    }
  }

  private func narrow(_ weights: Tensor) -> Tensor {
    var result = Tensor(zeros: TensorType(format == .float16 ? .float16 : .bfloat16, weights.shape))
    weights.withElements(as: Float.self) { x in
      result.withMutableBytes { bytes in
        let y = bytes.bindMemory(to: UInt16.self)
        for i in x.indices {
          y[i] = format == .float16 ? HalfPrecision.float16(Double(x[i])) : HalfPrecision.bfloat16(Double(x[i]))
        }
      }
    }
    return result
  }
}
