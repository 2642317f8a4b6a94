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
    let x = try TypeChecks.float32(inputs, 0)
    guard epsilon >= 0, epsilon.isFinite else { throw .attribute(name: "epsilon", problem: "\(epsilon)") }
    let row = Shape(Array(x.dimensions[try TypeChecks.axis(axis, of: x)...]))
    for index in 1...2 {
      let shape = try TypeChecks.float32(inputs, index)
      guard shape == row else { throw .shape("input \(index) is \(shape), needs \(row)") }
    }
    return [.float32(x)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    var result = try inputs.tensor(0)
    let (scale, bias) = (try inputs.tensor(1).floats, try inputs.tensor(2).floats)
    let count = scale.count
    guard count > 0 else { return [result] }
    result.withMutableElements(as: Float.self) { y in
      for start in stride(from: 0, to: y.count, by: count) {
        let row = y[start..<start + count].map(Double.init)
        let mean = row.reduce(0, +) / Double(count)
        let variance = row.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)
        let factor = 1 / (variance + Double(epsilon)).squareRoot()
        for i in 0..<count { y[start + i] = Float((row[i] - mean) * factor * Double(scale[i]) + Double(bias[i])) }
      }
    }
    return [result]
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
    let mean = ReduceMean(axes: axes, keepsAxes: true)
    let centred = try graph.apply(Subtract(), x, try graph.apply(mean, x))
    let variance = try graph.apply(mean, try graph.apply(Multiply(), centred, centred))
    let shifted = try graph.apply(Add(), variance, graph.constant(Tensor(repeating: epsilon, shape: .scalar)))
    let normal = try graph.apply(Divide(), centred, try graph.apply(Sqrt(), shifted))
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
