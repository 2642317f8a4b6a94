import Graphs
import Tensors

/// What the codes of a conversion stand for.
struct ForeignCodes {
  let isByte: Bool
  let isOneScale: Bool
  let lowest: Float
  let highest: Float
  private let scale: Float
  private let zero: Float

  init?(_ node: ForeignNode, in graph: ForeignGraph) {
    guard node.inputs.count == 3, let scales = graph.constants[node.inputs[1]], scales.element == .float32,
      let zeros = graph.constants[node.inputs[2]], let range = zeros.element.integerRange, zeros.count > 0,
      scales.count > 0
    else { return nil }
    isByte = zeros.element.bitWidth == 8
    isOneScale = scales.count == 1
    (lowest, highest) = (Float(range.lowerBound), Float(range.upperBound))
    scale = scales.floats[0]
    zero =
      isByte ? zeros.withBytes { Float(range.lowerBound < 0 ? Int(Int8(bitPattern: $0[0])) : Int($0[0])) } : 0
  }

  func code(of real: Float) -> Float { (real / scale).rounded(.toNearestOrEven) + zero }
}
