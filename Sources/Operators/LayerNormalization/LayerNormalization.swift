package import Graphs
import Kernels
package import Tensors

/// Every row to mean 0 and variance 1, then scaled and shifted: `y = (x − mean)/√(variance + ε)·scale + bias`.
///
/// A row is what lies behind one position of the axes before `axis`; the variance is divided by its count.
/// - Inputs: `x`, `scale` and `bias` of the extents from `axis` on. Output: the shape of `x`.
/// - Source: ONNX LayerNormalization-17; Ba, Kiros & Hinton 2016 (arXiv 1607.06450).
package struct LayerNormalization: Operator {
  package let axis: Int
  package let epsilon: Float

  /// - Parameter axis: the first normalized one; negative counts from the back.
  package init(axis: Int = -1, epsilon: Float = 1e-5) {
    self.axis = axis
    self.epsilon = epsilon
  }

  package static let parameterInputs = [1, 2]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 3...3)
    let type = try TypeChecks.element(inputs, 0, .reals)
    let x = type.shape
    guard epsilon >= 0, epsilon.isFinite else { throw .attribute(name: "epsilon", problem: "\(epsilon)") }
    let row = Shape(Array(x.dimensions[try TypeChecks.axis(axis, of: x)...]))
    for index in 1...2 {
      let shape = try TypeChecks.element(inputs, index, .reals).shape
      guard shape == row else { throw .shape("input \(index) is \(shape), needs \(row)") }
    }
    return [type]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let (scale, bias) = (try inputs.tensor(1).numbers.reals, try inputs.tensor(2).numbers.reals)
    let count = scale.count
    guard count > 0 else { return [x] }
    let normal = Standardization.reals(x.numbers.reals, sets: x.count / count, epsilon: epsilon) { $0 / count }
    let y = normal.enumerated().map { $1 * scale[$0 % count] + bias[$0 % count] }
    return [try Tensor(.reals(y), as: x.element, shape: x.shape)]
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ x: Shape, _ row: Shape, _ op: LayerNormalization) -> OperatorSample {
      OperatorSample(
        title, op, [.random(x, seed: 1), .random(row, from: 0.5, to: 1.5, seed: 2), .random(row, seed: 3)])
    }
    return [
      sample("rows", [2, 3, 37], [37], LayerNormalization()),
      sample("two axes", [3, 4, 5], [4, 5], LayerNormalization(axis: 1, epsilon: 1e-12)),
      sample("wide", [2, 128], [128], LayerNormalization(axis: 1)),
    ]
  }
}

extension LayerNormalization: Decomposable {
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    guard let x = inputs[0], let first = graph.type(of: x).shape.normalized(axis: axis) else { return [] }
    let axes = Array(first..<graph.type(of: x).shape.rank)
    let normal = try graph.standardized(x, axes: axes, epsilon: epsilon)
    return [try graph.apply(Add(), try graph.apply(Multiply(), normal, inputs[1]), inputs[2])]
  }
}

extension LayerNormalization: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.epilogue.isEmpty, let x = request.input(0)?.shape,
      let columns = request.input(1)?.shape.count, columns > 0
    else { return nil }
    let call = KernelCall.layerNormalization(
      rows: x.count / columns, columns: columns, epsilon: epsilon, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1), .input(2)], inPlace: .input(0)) }
  }
}
