package import Graphs
import Operators
package import Tensors

/// Sets the smallest weights to zero, within each tensor.
///
/// Keeps `max(1, round((1 − sparsity)·n))` weights of the largest magnitude; ties go to the lower index, so the count is
/// exact. Biases are not touched. Promise: the zero pattern, as masks that later training keeps.
/// Source: Han et al. 2015 (arXiv 1506.02626).
package struct MagnitudePruning: Sendable, Hashable {
  /// Share of zeros, in [0, 1).
  package let sparsity: Double

  package init(sparsity: Double) { self.sparsity = sparsity }

  package struct Result: Sendable {
    package let graph: Graph
    /// 1 where a weight stays, 0 where it went, by value of the graph.
    package let masks: [ValueID: Tensor]
  }

  package func pruned(_ source: Graph) throws(PruningError) -> Result {
    guard sparsity >= 0, sparsity < 1 else { throw .ratio(sparsity) }
    // Training simplifies, too: the masks must name the weights that it will see.
    var graph: Graph
    do { graph = try FusionPipeline.simplified(source) } catch { throw .graph(error) }
    var masks: [ValueID: Tensor] = [:]
    for node in graph.nodes where node.op is Conv || node.op is Gemm {
      guard let w = node.inputs[1], masks[w] == nil, let weights = graph.constant(w), weights.element == .float32
      else {
        continue
      }
      let mask = MagnitudePruning.mask(weights, sparsity: sparsity)
      masks[w] = mask
      graph.setConstant(w, weights.multiplied(by: mask))
    }
    guard !masks.isEmpty else { throw .nothingToPrune }
    return Result(graph: graph, masks: masks)
  }

  package static func mask(_ weights: Tensor, sparsity: Double) -> Tensor {
    let values = weights.floats
    let kept = max(1, Int(((1 - sparsity) * Double(values.count)).rounded()))
    let order = values.indices.sorted { (abs(values[$1]), $0) < (abs(values[$0]), $1) }
    var mask = Tensor(zeros: weights.type)
    mask.withMutableElements(as: Float.self) { m in for index in order.prefix(kept) { m[index] = 1 } }
    return mask
  }
}

extension Tensor {
  /// Element-wise product of two float32 tensors of one shape.
  package func multiplied(by mask: Tensor) -> Tensor {
    var result = self
    mask.withElements(as: Float.self) { m in
      result.withMutableElements(as: Float.self) { w in for i in w.indices { w[i] *= m[i] } }
    }
    return result
  }
}

/// What can keep a model from being pruned.
package enum PruningError: Error, Sendable {
  case ratio(Double)
  case nothingToPrune
  case graph(GraphError)
}
