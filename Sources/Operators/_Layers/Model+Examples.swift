package import Tensors

extension Model {
  /// The classic digit classifier for 28×28 images: two convolutions, two fully-connected layers, 2.3 million
  /// multiply-accumulates. Source: LeCun et al. 1998, in the width that Caffe made common.
  package static let leNet = leNet(input: [28, 28, 1], classes: 10)

  /// ``leNet`` for other images `[height, width, channels]` and classes.
  package static func leNet(input: Shape, classes: Int) -> Model {
    Model(name: "lenet", input: Shape([1] + input.dimensions)) {
      Conv2D(20, kernel: 5)
      MaxPool2D(2)
      Conv2D(50, kernel: 5)
      MaxPool2D(2)
      Flatten()
      Dense(500)
      ReLU()
      Dense(classes)
    }
  }

  /// Two hidden layers of 300 and 100 units. Source: LeCun et al. 1998.
  package static func leNet300(input: Shape, classes: Int) -> Model {
    Model(name: "lenet-300-100", input: Shape([1] + input.dimensions)) {
      Flatten()
      Dense(300)
      ReLU()
      Dense(100)
      ReLU()
      Dense(classes)
    }
  }

  /// The residual network of MLPerf Tiny's image classification, for 32×32 colour images.
  /// Source: Banbury et al. 2021 (arXiv 2106.07597).
  package static let resNet8 = resNet8(input: [32, 32, 3], classes: 10)

  /// ``resNet8`` for other images `[height, width, channels]` and classes.
  package static func resNet8(input: Shape, classes: Int) -> Model {
    Model(name: "resnet8", input: Shape([1] + input.dimensions)) {
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
      Dense(classes)
    }
  }

  /// A small residual network for 16×16 images of one channel, quick to train on a laptop.
  package static let glyphNet = glyphNet(name: "glyphnet", filters: (16, 32, 64))

  /// The residual network of ``glyphNet`` with other numbers of channels: at the full image, and after each halving.
  package static func glyphNet(
    name: String, filters: (Int, Int, Int), input: Shape = [16, 16, 1], classes: Int = 10
  ) -> Model {
    func halving(_ filters: Int) -> Residual {
      Residual {
        Conv2D(filters, kernel: 3, stride: 2, padding: .same)
        ReLU()
        Conv2D(filters, kernel: 3, padding: .same)
      }
    }
    return Model(name: name, input: Shape([1] + input.dimensions)) {
      Conv2D(filters.0, kernel: 3, padding: .same)
      ReLU()
      halving(filters.1)
      ReLU()
      halving(filters.2)
      ReLU()
      GlobalAveragePool()
      Flatten()
      Dense(classes)
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
