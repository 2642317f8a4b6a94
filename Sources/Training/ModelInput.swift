package import Datasets
package import Graphs
package import Tensors

/// Images as a model wants them.
package enum ModelInput {
  /// A batch as a tensor of a model's input shape: NHWC as stored, or NCHW for models that came from a file with that
  /// layout.
  /// - Throws: ``TrainingError/shape(model:data:)`` when the extents are others.
  package static func images(_ batch: Batch, shape: Shape) throws -> Tensor {
    let images = batch.inputs
    if images.shape == shape { return images }
    guard images.shape.rank == 4, shape.rank == 4,
      ImageLayout.toChannelsFirst.map({ images.shape[$0] }) == shape.dimensions
    else { throw TrainingError.shape(model: "\(shape)", data: "\(images.shape)") }
    return images.shape.channels == 1 ? try images.reshaped(to: shape) : images.transposed(ImageLayout.toChannelsFirst)
  }

  /// Single samples for calibration and timing.
  package static func samples(_ count: Int, of dataset: Dataset, for graph: Graph) throws -> [Tensor] {
    guard let input = graph.inputs.first else { throw TrainingError.shape(model: "no input", data: dataset.name) }
    return try (0..<min(count, dataset.count)).map {
      try images(dataset.batch([$0]), shape: graph.type(of: input).shape)
    }
  }
}
