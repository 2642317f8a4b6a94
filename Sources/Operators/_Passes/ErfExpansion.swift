package import Graphs
import Tensors

/// `Erf(x)` → a rational function and an exponential, for files in formats without it:
/// `sign(x)·(1 − (a₁t + a₂t² + a₃t³ + a₄t⁴ + a₅t⁵)·exp(−x²))`, `t = 1 / (1 + p·|x|)`, at most 1.5·10⁻⁷ off.
///
/// Beyond ±6 the result is ±1 in float32, so `x` is limited there first.
/// Source: Abramowitz & Stegun 1964, 7.1.26.
package struct ErfExpansion: GraphPass {
  package init() {}

  private static let factors: [Float] = [1.061_405_429, -1.453_152_027, 1.421_413_741, -0.284_496_736, 0.254_829_592]

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.op is Erf, node.epilogue.isEmpty, let stated = node.inputs[0] else { return nil }
    var patch = GraphPatch(graph)
    func number(_ value: Float) -> ValueID { patch.constant(Tensor(repeating: value, shape: .scalar)) }
    func apply(_ op: any Operator, _ inputs: ValueID...) throws(GraphError) -> ValueID {
      let name = "\(node.name)_\(Swift.type(of: op).name)"
      return try patch.append(op, inputs, name: name)[0]
    }
    let (zero, one) = (number(0), number(1))
    let x = try apply(Clip(low: -6, high: 6), stated)
    let size = try apply(Add(), apply(Relu(), x), apply(Relu(), apply(Subtract(), zero, x)))
    let t = try apply(Divide(), one, apply(Add(), apply(Multiply(), size, number(0.327_591_1)), one))
    var sum = try apply(Multiply(), t, number(Self.factors[0]))
    for factor in Self.factors.dropFirst() { sum = try apply(Multiply(), apply(Add(), sum, number(factor)), t) }
    let bell = try apply(Exp(), apply(Subtract(), zero, apply(Multiply(), x, x)))
    let magnitude = try apply(Subtract(), one, apply(Multiply(), sum, bell))
    // ±1; below 10⁻³⁰ the magnitude is 0 in any case.
    let sign = try apply(Divide(), x, apply(Clip(low: 1e-30, high: .infinity), size))
    patch.replace(node.outputs[0], with: try patch.append(Multiply(), [sign, magnitude], name: node.name)[0])
    return patch
  }
}
