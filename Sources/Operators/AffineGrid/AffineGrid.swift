package import Graphs
package import Tensors

/// The places an affine map sends the elements of an image or volume to, for ``GridSample``.
///
/// `y[n,p…] = θ[n] · (x, y, (z,) 1)` for every element's own coordinates, the last axis first.
/// - Input: `θ [N,k,k+1]` of reals. Output: `[N, extents…, k]`.
/// - Source: ONNX AffineGrid-20 with a known size.
package struct AffineGrid: Operator {
  /// Of the image or volume, without batch and channels.
  package let extents: [Int]
  /// −1 and 1 are the centres of the first and last element; otherwise their outer edges.
  package let alignsCorners: Bool

  package init(_ extents: [Int], alignsCorners: Bool = false) {
    self.extents = extents
    self.alignsCorners = alignsCorners
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let theta = try TypeChecks.element(inputs, 0, .reals)
    let axes = extents.count
    guard theta.shape.rank == 3, theta.shape[1] == axes, theta.shape[2] == axes + 1,
      let size = try? Shape(checking: extents).count, size <= 1 << 24
    else { throw .shape("\(theta) for \(extents)") }
    return [TensorType(theta.element, Shape([theta.shape[0]] + extents + [axes]))]
  }

  /// `[Π extents, k + 1]`: every element's coordinates and 1.
  private var coordinates: [Double] {
    let strides = Shape(extents).strides
    return (0..<extents.reduce(1, *)).flatMap { place in
      extents.indices.reversed().map { axis in
        let (i, count) = (Double(place / strides[axis] % extents[axis]), Double(extents[axis]))
        if alignsCorners { return count > 1 ? 2 * i / (count - 1) - 1 : 0 }
        return (2 * i + 1) / count - 1
      } + [1]
    }
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let theta = try inputs.tensor(0)
    let type = try outputTypes(for: [theta.type])[0]
    let (maps, places, axes) = (theta.numbers.reals, coordinates, extents.count)
    let size = extents.reduce(1, *)
    let made = (0..<type.shape.count).map { i in
      let (row, place) = (i / (size * axes) * axes + i % axes, i / axes % size)
      return (0...axes).reduce(0.0) { $0 + maps[row * (axes + 1) + $1] * places[place * (axes + 1) + $1] }
    }
    return [try Tensor(.reals(made), as: type.element, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("image", AffineGrid([3, 4]), [.random([2, 2, 3], seed: 1)]),
      OperatorSample("volume", AffineGrid([2, 3, 2], alignsCorners: true), [.random([1, 3, 4], seed: 2)]),
    ]
  }
}

extension AffineGrid: Decomposable {
  /// One product of matrices.
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let theta = inputs[0], graph.type(of: theta).element == .float32,
      let places = try? Tensor(coordinates.map { Float($0) }, shape: [extents.reduce(1, *), extents.count + 1])
    else { throw .malformed("a grid of float32 is a product") }
    let turned = try graph.apply(Transpose([0, 2, 1]), theta)
    let made = try graph.apply(MatMul(), graph.constant(places), turned)
    let batch = graph.type(of: theta).shape[0]
    return [try graph.apply(Reshape([batch] + extents + [extents.count]), made)]
  }
}

extension AffineGrid: ONNXReadable {
  package static let onnxNames = ["AffineGrid"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    guard let size = try context.integers("size", orInput: 1, of: node), size.count > 2 else {
      throw .missingInput(node: node.name, kind: node.kind, input: 1)
    }
    let op = AffineGrid(Array(size[2...]), alignsCorners: node.int("align_corners", default: 0) != 0)
    return try context.asStated(op, inputs: 1, node)
  }
}
