package import Tensors

extension Model {
  /// The autoencoder of MLPerf Tiny's anomaly detection: four layers of 128 units down to 8 and back. The output has as
  /// many numbers as the input. Source: Koizumi et al. 2020 (arXiv 2006.05822).
  package static func autoencoder(input: Shape) -> Model {
    func layer(_ units: Int) -> Chain {
      Chain {
        Dense(units)
        BatchNorm()
        ReLU()
      }
    }
    return Model(name: "autoencoder", input: Shape([1] + input.dimensions)) {
      Flatten()
      for _ in 0..<4 { layer(128) }
      layer(8)
      for _ in 0..<4 { layer(128) }
      Dense(input.count)
    }
  }

  /// A small single-shot detector: an eighth of the image's rows and columns as a grid, five numbers of a box and a logit
  /// for each class in every cell.
  package static func detector(input: Shape, classes: Int) -> Model {
    func stage(_ filters: Int, stride: Int) -> Chain {
      Chain {
        Conv2D(filters, kernel: 3, stride: stride, padding: .same, bias: false)
        BatchNorm()
        ReLU()
      }
    }
    return Model(name: "detector", input: Shape([1] + input.dimensions)) {
      stage(16, stride: 2)
      stage(32, stride: 2)
      stage(64, stride: 2)
      stage(64, stride: 1)
      stage(64, stride: 1)
      Conv2D(5 + classes, kernel: 1)
    }
  }
}
