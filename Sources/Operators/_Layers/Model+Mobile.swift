package import Graphs
package import Tensors

extension Model {
  /// The keyword spotter of MLPerf Tiny: a convolution, four depthwise-separable ones, the mean. 2.7 million
  /// multiply-accumulates on 49 × 10 features. Source: Zhang et al. 2017 (arXiv 1711.07128).
  package static func dsCNN(input: Shape, classes: Int) -> Model {
    Model(name: "ds-cnn", input: Shape([1] + input.dimensions)) {
      Conv2D(64, kernel: 10, columns: 4, stride: 2, padding: .same, bias: false)
      BatchNorm()
      ReLU()
      for _ in 0..<4 { separable(64, stride: 1) }
      GlobalAveragePool()
      Flatten()
      Dense(classes)
    }
  }

  /// Depthwise-separable convolutions at a quarter of the usual width, as in MLPerf Tiny's person detection on 96 × 96
  /// images. Smaller images are halved less often, so that the last map keeps 3 rows and more.
  /// Source: Howard et al. 2017 (arXiv 1704.04861).
  package static func mobileNetV1(input: Shape, classes: Int) -> Model {
    var halving = Halving(input)
    let first = halving.stride(isAsked: input[0] >= 64)
    let blocks = [
      (16, false), (32, true), (32, false), (64, true), (64, false), (128, true), (128, false), (128, false),
      (128, false), (128, false), (128, false), (256, true), (256, false),
    ].map { ($0.0, halving.stride(isAsked: $0.1)) }
    return Model(name: "mobilenet-v1", input: Shape([1] + input.dimensions)) {
      Conv2D(8, kernel: 3, stride: first, padding: .same, bias: false)
      BatchNorm()
      ReLU()
      for (filters, stride) in blocks { separable(filters, stride: stride) }
      GlobalAveragePool()
      Flatten()
      Dense(classes)
    }
  }

  /// Inverted residuals with linear bottlenecks at 0.35 of the usual width; smaller images are halved less often.
  /// Source: Sandler et al. 2018 (arXiv 1801.04381).
  package static func mobileNetV2(input: Shape, classes: Int) -> Model {
    var halving = Halving(input)
    let first = halving.stride(isAsked: input[0] >= 64)
    // Expansion, outputs, repetitions, whether the first of them halves.
    let groups = [
      (1, 8, 1, false), (6, 8, 2, true), (6, 16, 3, true), (6, 24, 4, true), (6, 32, 3, false), (6, 56, 3, true),
      (6, 112, 1, false),
    ].map { ($0.0, $0.1, $0.2, halving.stride(isAsked: $0.3)) }
    return Model(name: "mobilenet-v2", input: Shape([1] + input.dimensions)) {
      Conv2D(16, kernel: 3, stride: first, padding: .same, bias: false)
      BatchNorm()
      Clip.relu6
      for (expansion, filters, count, stride) in groups {
        for index in 0..<count {
          Bottleneck(filters, expansion: expansion, stride: index == 0 ? stride : 1)
        }
      }
      Conv2D(448, kernel: 1, bias: false)
      BatchNorm()
      Clip.relu6
      GlobalAveragePool()
      Flatten()
      Dense(classes)
    }
  }

  private static func separable(_ filters: Int, stride: Int) -> Chain {
    Chain {
      DepthwiseConv2D(kernel: 3, stride: stride, bias: false)
      BatchNorm()
      ReLU()
      Conv2D(filters, kernel: 1, bias: false)
      BatchNorm()
      ReLU()
    }
  }

  /// Strides that stop before an image gets too small.
  private struct Halving {
    private var rows: Int

    init(_ input: Shape) { rows = min(input[0], input[1]) }

    mutating func stride(isAsked: Bool) -> Int {
      guard isAsked, rows > 5 else { return 1 }
      rows = (rows + 1) / 2
      return 2
    }
  }
}

/// Layers one after the other, as one.
package struct Chain: Layer {
  private let layers: [any Layer]

  package init(@LayerBuilder _ layers: () -> [any Layer]) { self.layers = layers() }

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    var value = x
    for layer in layers { value = try layer.append(to: value, in: &context) }
    return value
  }
}

/// Expansion, depthwise convolution, linear projection; added to its input where the shapes are the same.
private struct Bottleneck: Layer {
  let filters: Int
  let expansion: Int
  let stride: Int

  init(_ filters: Int, expansion: Int, stride: Int) {
    self.filters = filters
    self.expansion = expansion
    self.stride = stride
  }

  func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    let channels = context.shape(of: x).channels
    let block = Residual(fitsShapes: false) {
      if expansion > 1 {
        Conv2D(channels * expansion, kernel: 1, bias: false)
        BatchNorm()
        Clip.relu6
      }
      DepthwiseConv2D(kernel: 3, stride: stride, bias: false)
      BatchNorm()
      Clip.relu6
      Conv2D(filters, kernel: 1, bias: false)
      BatchNorm()
    }
    return try block.append(to: x, in: &context)
  }
}
