package import Graphs
package import Tensors

/// Power with NumPy broadcasting: `y = aᵇ`, of the element type of `a`.
///
/// Integers to integer powers wrap; a negative power of an integer gives its fraction dropped, of 0 it gives 0.
/// - Inputs: base and exponent, numbers of any two types.
/// - Source: ONNX Pow-15.
package struct Pow: Operator {
  package init() {}

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let base = try TypeChecks.element(inputs, 0, .numbers)
    let exponent = try TypeChecks.element(inputs, 1, .numbers)
    return [TensorType(base.element, try Broadcasting.shape(base.shape, exponent.shape))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (base, exponent) = (try inputs.tensor(0), try inputs.tensor(1))
    let shape = try Broadcasting.shape(base.shape, exponent.shape)
    let (a, b) = (Broadcasting.spread(base, to: shape), Broadcasting.spread(exponent, to: shape))
    let y: Numbers
    if case .integers(let a) = a, case .integers(let b) = b {
      y = .integers(zip(a, b).map { Pow.power($0, $1) })
    } else {
      y = .reals(zip(a.reals, b.reals).map { ScalarMath.pow($0, $1) })
    }
    return [try Tensor(y, as: base.element, shape: shape)]
  }

  private static func power(_ base: Int128, _ exponent: Int128) -> Int128 {
    guard exponent >= 0 else { return base == 1 || (base == -1 && exponent % 2 == 0) ? 1 : base == -1 ? -1 : 0 }
    var (result, factor, rest): (Int128, Int128, Int128) = (1, base, exponent)
    while rest > 0 {
      if rest & 1 == 1 { result = result &* factor }
      factor = factor &* factor
      rest >>= 1
    }
    return result
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "reals", Pow(), [.random([2, 3, 5], from: 0.25, to: 3, seed: 1), .random([5], from: -2, to: 3, seed: 2)]),
      OperatorSample("integers", Pow(), [Tensor([Int32(2), -3, 7]), Tensor([Int64(10), 3, 0])]),
    ]
  }
}

extension Pow: Differentiable {
  /// `da = dy · b · y/a`, `db = dy · y · log a`, each summed over the axes it was broadcast along; for a base above 0.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let a = call.inputs[0], let b = call.inputs[1] else { return [nil, nil] }
    let product = try graph.apply(Multiply(), dy, call.outputs[0])
    var results: [ValueID?] = [nil, nil]
    if wanted[0] {
      let da = try graph.apply(Divide(), try graph.apply(Multiply(), product, b), a)
      results[0] = try Broadcasting.reduce(da, to: graph.type(of: a).shape, in: &graph)
    }
    if wanted[1] {
      let db = try graph.apply(Multiply(), product, try graph.apply(Log(), a))
      results[1] = try Broadcasting.reduce(db, to: graph.type(of: b).shape, in: &graph)
    }
    return results
  }
}

extension Pow: ONNXConvertible {
  package static let onnxNames = ["Pow"]

  /// Powers of reals that are products or a root, exponents 2, 3 and ½ stated as one constant, are read as these.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (x, channelsLast) = try context.anyLayout(of: node)
    guard context.hasConstant(1), context.graph.type(of: x).element.isFloatingPoint,
      let exponent = try? context.constant(1, of: node), exponent.count == 1,
      exponent.shape.rank <= context.graph.type(of: x).shape.rank
    else { return try context.elementwise(Pow(), node) }
    let y: ValueID
    switch exponent.numbers.reals[0] {
    case 2: y = try context.apply(Multiply(), x, x, name: node.name)
    case 3: y = try context.apply(Multiply(), try context.apply(Multiply(), x, x), x, name: node.name)
    case 0.5: y = try context.apply(Sqrt(), x, name: node.name)
    default: return try context.elementwise(Pow(), node)
    }
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendElementwise("Pow", node)
  }
}
