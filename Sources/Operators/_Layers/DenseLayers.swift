package import Graphs
import Tensors

/// A fully-connected layer with weights `[units, features]`.
package struct Dense: Layer {
  package let units: Int
  package let hasBias: Bool

  package init(_ units: Int, bias: Bool = true) {
    self.units = units
    hasBias = bias
  }

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    let features = context.shape(of: x).channels
    let name = context.name("dense")
    let w = context.weights(name + ".weight", [units, features], fanIn: features)
    let b = hasBias ? context.vector(name + ".bias", units) : nil
    return try context.graph.apply(Gemm(transposeB: true), x, w, b, name: name)
  }
}

/// A normalization that starts as identity: scale 1, bias 0, mean 0, variance 1.
package struct BatchNorm: Layer {
  package init() {}

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    let channels = context.shape(of: x).channels
    let name = context.name("norm")
    let inputs: [ValueID?] = [
      x, context.vector(name + ".scale", channels, 1), context.vector(name + ".bias", channels),
      context.vector(name + ".mean", channels), context.vector(name + ".variance", channels, 1),
    ]
    return try context.graph.append(BatchNormalization(), inputs, name: name)[0]
  }
}

/// Layers whose output is added to their input. Where the shapes differ, a strided 1×1 convolution fits the input
/// (He et al. 2016, arXiv 1512.03385, option B), or nothing is added (Sandler et al. 2018, arXiv 1801.04381).
package struct Residual: Layer {
  package let layers: [any Layer]
  private let fitsShapes: Bool

  package init(fitsShapes: Bool = true, @LayerBuilder _ layers: () -> [any Layer]) {
    self.fitsShapes = fitsShapes
    self.layers = layers()
  }

  package func append(to x: ValueID, in context: inout LayerContext) throws(GraphError) -> ValueID {
    var value = x
    for layer in layers { value = try layer.append(to: value, in: &context) }
    let (before, after) = (context.shape(of: x), context.shape(of: value))
    guard before != after else { return try context.graph.apply(Add(), value, x, name: context.name("add")) }
    guard fitsShapes else { return value }
    guard before.rank == 4, after.rank == 4, after[1] > 0, after[2] > 0 else {
      throw .malformed("a residual block turns \(before) into \(after)")
    }
    // Of both axes: a signal has one row, which no stride makes fewer.
    let stride = max((before[1] + after[1] - 1) / after[1], (before[2] + after[2] - 1) / after[2])
    let shortcut = try Conv2D(after[3], kernel: 1, stride: stride, padding: .same).append(to: x, in: &context)
    return try context.graph.apply(Add(), value, shortcut, name: context.name("add"))
  }
}
