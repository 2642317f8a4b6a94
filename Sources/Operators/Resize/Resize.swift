package import Graphs
package import Tensors

/// A tensor with other extents, whose elements are weighted sums of neighbours, axis by axis.
///
/// - Input: `x` of numbers. Output: extent `axes[i].target` along axis `i`; integers drop the fraction.
/// - Source: ONNX Resize-19; copies of whole pixels are ``NearestResize``.
package struct Resize: Operator {
  package let rule: ResizeRule
  /// One for each axis of the input.
  package let axes: [ResizeRule.Axis]

  package init(_ rule: ResizeRule, _ axes: [ResizeRule.Axis]) {
    self.rule = rule
    self.axes = axes
  }

  /// Rows and columns of images `[N,H,W,C]`.
  package init(_ rule: ResizeRule, image: Shape, height: Int, width: Int) {
    self.init(
      rule,
      zip(image.dimensions, [image[0], height, width, image[3]]).map { ResizeRule.Axis(source: $0, target: $1) })
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .numbers)
    guard x.shape.dimensions == axes.map(\.source), x.shape.count > 0 else {
      throw .shape("\(x) is not made of \(axes.map(\.source))")
    }
    for axis in axes {
      guard (1...Window.largest).contains(axis.target), axis.scale.isFinite, axis.scale > 1e-6, axis.start.isFinite,
        axis.end.isFinite
      else { throw .attribute(name: "scales", problem: "\(axis.target) by \(axis.scale)") }
    }
    return [TensorType(x.element, Shape(axes.map(\.target)))]
  }

  /// The axes that change anything.
  private var changing: [Int] {
    axes.indices.filter { k in
      let axis = axes[k]
      return axis.source != axis.target || axis.scale != 1
        || (rule.coordinates == .crop && (axis.start, axis.end) != (0, 1))
    }
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    var (elements, extents) = (x.numbers.reals, x.shape.dimensions)
    for k in changing {
      let taps = rule.taps(axes[k])
      let inner = extents[(k + 1)...].reduce(1, *)
      let (from, to) = (extents[k], taps.count)
      var made = [Double](repeating: 0, count: elements.count / from * to)
      for outer in 0..<elements.count / (from * inner) {
        for (i, list) in taps.enumerated() {
          for j in 0..<inner {
            made[(outer * to + i) * inner + j] =
              list?.reduce(0) { $0 + $1.weight * elements[(outer * from + $1.place) * inner + j] }
              ?? Double(rule.extrapolation)
          }
        }
      }
      elements = made
      extents[k] = to
    }
    return [try Tensor(.reals(elements), as: type.element, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    let image: Shape = [2, 3, 4, 5]
    var cubic = ResizeRule(.cubic(a: -0.75), .alignCorners)
    cubic.excludesOutside = true
    return [
      OperatorSample(
        "larger", Resize(ResizeRule(.linear), image: image, height: 6, width: 7), [.random(image, seed: 1)]),
      OperatorSample("cubic", Resize(cubic, image: image, height: 5, width: 3), [.random(image, seed: 2)]),
      OperatorSample(
        "a sequence",
        Resize(ResizeRule(.linear, .asymmetric), [.init(source: 2, target: 2), .init(source: 3, target: 5)]),
        [.random([2, 3], seed: 3)]),
    ]
  }
}

extension Resize: Decomposable {
  /// A product with the matrix of weights for each axis that changes.
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard var value = inputs[0], graph.type(of: value).element == .float32 else {
      throw .malformed("matrices of weights are float32")
    }
    for k in changing {
      let taps = rule.taps(axes[k])
      guard taps.allSatisfy({ $0 != nil }), axes[k].source * axes[k].target <= 1 << 22 else {
        throw .malformed("some positions lie outside, or the matrix of weights is large")
      }
      let extents = graph.type(of: value).shape.dimensions
      let (outer, from, inner) = (extents[..<k].reduce(1, *), axes[k].source, extents[(k + 1)...].reduce(1, *))
      let weights = try graph.apply(
        MatMul(), weights(taps, from, in: &graph), graph.apply(Reshape([outer, from, inner]), value))
      value = try graph.apply(Reshape(Array(extents[..<k]) + [taps.count] + extents[(k + 1)...]), weights)
    }
    return [changing.isEmpty ? try graph.apply(Identity(), value) : value]
  }

  /// `[target, source]`.
  private func weights(_ taps: [[ResizeRule.Tap]?], _ source: Int, in graph: inout Graph) -> ValueID {
    var matrix = Tensor(zeros: .float32([taps.count, source]))
    matrix.withMutableElements(as: Float.self) { m in
      for (row, list) in taps.enumerated() {
        for tap in list ?? [] { m[row * source + tap.place] += Float(tap.weight) }
      }
    }
    return graph.constant(matrix)
  }
}
