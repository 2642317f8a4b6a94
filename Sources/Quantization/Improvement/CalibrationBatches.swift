package import Graphs
package import Tensors

/// Calibration samples side by side, for methods that run a model again and again over the same ones.
package enum CalibrationBatches {
  private static let size = 32

  /// - Parameters:
  ///   - samples: each of the type of the graph's one input.
  ///   - graph: that they are for. Samples stay alone where it takes no more at once.
  /// - Returns: batches of equal size; samples that fill none are left out.
  package static func joined(_ samples: [Tensor], for graph: Graph) -> [Tensor] {
    let size = min(size, samples.count)
    guard size > 1, let first = samples.first, first.shape.rank > 0, takes(size, like: first, graph) else {
      return samples
    }
    var type = first.type
    type.shape = type.shape.replacing(axis: 0, with: size * first.shape[0])
    return stride(from: 0, to: samples.count / size * size, by: size).map { start in
      var batch = Tensor(zeros: type)
      batch.withMutableBytes { target in
        for (position, sample) in samples[start..<start + size].enumerated() {
          sample.withBytes { source in
            UnsafeMutableRawBufferPointer(rebasing: target[(position * source.count)...]).copyMemory(from: source)
          }
        }
      }
      return batch
    }
  }

  /// Whether the model makes so many rows of outputs of so many samples.
  private static func takes(_ size: Int, like sample: Tensor, _ graph: Graph) -> Bool {
    guard graph.inputs.count == 1, graph.type(of: graph.inputs[0]).shape == sample.shape,
      let wide = try? graph.batched(size * sample.shape[0])
    else { return false }
    return graph.outputs.allSatisfy { id in
      let (one, many) = (graph.type(of: id).shape, wide.type(of: id).shape)
      return one.rank > 0 && many == one.replacing(axis: 0, with: size * one[0])
    }
  }
}
