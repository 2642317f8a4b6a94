import Tensors

extension Model {
  /// The classic digit classifier for 28×28 images: two convolutions, two fully-connected layers, 2.3 million
  /// multiply-accumulates. Source: LeCun et al. 1998, in the width that Caffe made common.
  package static let leNet = Model(name: "lenet", input: [1, 28, 28, 1]) {
    Conv2D(20, kernel: 5)
    MaxPool2D(2)
    Conv2D(50, kernel: 5)
    MaxPool2D(2)
    Flatten()
    Dense(500)
    ReLU()
    Dense(10)
  }

  /// The residual network of MLPerf Tiny's image classification, for 32×32 colour images.
  /// Source: Banbury et al. 2021 (arXiv 2106.07597).
  package static let resNet8 = Model(name: "resnet8", input: [1, 32, 32, 3]) {
    Conv2D(16, kernel: 3, padding: .same)
    BatchNorm()
    ReLU()
    block(16, stride: 1)
    ReLU()
    block(32, stride: 2)
    ReLU()
    block(64, stride: 2)
    ReLU()
    GlobalAveragePool()
    Flatten()
    Dense(10)
  }

  /// A small residual network for 16×16 images of one channel, quick to train on a laptop.
  package static let glyphNet = glyphNet(name: "glyphnet", filters: 16, 32, 64)

  /// The residual network of ``glyphNet`` with other numbers of channels: at the full image, and after each halving.
  package static func glyphNet(name: String, filters first: Int, _ second: Int, _ third: Int) -> Model {
    func halving(_ filters: Int) -> Residual {
      Residual {
        Conv2D(filters, kernel: 3, stride: 2, padding: .same)
        ReLU()
        Conv2D(filters, kernel: 3, padding: .same)
      }
    }
    return Model(name: name, input: [1, 16, 16, 1]) {
      Conv2D(first, kernel: 3, padding: .same)
      ReLU()
      halving(second)
      ReLU()
      halving(third)
      ReLU()
      GlobalAveragePool()
      Flatten()
      Dense(10)
    }
  }

  private static func block(_ filters: Int, stride: Int) -> Residual {
    Residual {
      Conv2D(filters, kernel: 3, stride: stride, padding: .same)
      BatchNorm()
      ReLU()
      Conv2D(filters, kernel: 3, padding: .same)
      BatchNorm()
    }
  }
}
