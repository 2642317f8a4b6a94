package import Datasets
package import Graphs
package import Tensors

/// Samples as a model wants them.
package enum ModelInput {
  /// A batch as a tensor of a model's input type: images as stored, NHWC, or NCHW for models that came from a file with
  /// that layout; otherwise the same numbers in the same order.
  /// - Throws: ``TrainingError/shape(model:data:)`` when element or extents are others.
  package static func tensor(_ batch: Batch, type: TensorType) throws -> Tensor {
    let (inputs, shape) = (batch.inputs, type.shape)
    guard inputs.element == type.element else { throw TrainingError.shape(model: "\(type)", data: "\(inputs.type)") }
    if inputs.shape == shape { return inputs }
    guard inputs.shape.rank == 4, shape.rank == 4,
      ImageLayout.toChannelsFirst.map({ inputs.shape[$0] }) == shape.dimensions
    else {
      guard shape.rank != 4 || inputs.shape.rank != 4, shape.rank >= 2, inputs.shape[0] == shape[0],
        inputs.shape.count == shape.count
      else { throw TrainingError.shape(model: "\(shape)", data: "\(inputs.shape)") }
      return try inputs.reshaped(to: shape)
    }
    return inputs.shape.channels == 1 ? try inputs.reshaped(to: shape) : inputs.transposed(ImageLayout.toChannelsFirst)
  }

  /// ``tensor(_:type:)`` of reals.
  package static func images(_ batch: Batch, shape: Shape) throws -> Tensor {
    try tensor(batch, type: .float32(shape))
  }

  /// Single samples for calibration and timing.
  package static func samples(_ count: Int, of dataset: Dataset, for graph: Graph) throws -> [Tensor] {
    guard let input = graph.inputs.first else { throw TrainingError.shape(model: "no input", data: dataset.name) }
    return try (0..<min(count, dataset.count)).map {
      try tensor(dataset.batch([$0]), type: graph.type(of: input).dequantized)
    }
  }
}
