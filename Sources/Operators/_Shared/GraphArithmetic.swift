package import Graphs
import Tensors

/// Small pieces of which gradients and decompositions are made.
extension Graph {
  /// A known number of the element type of a value.
  package mutating func number(_ value: Double, like id: ValueID) -> ValueID {
    let element = type(of: id).element
    let made = try? Tensor(.reals([value]), as: element, shape: .scalar)
    return constant(made ?? Tensor(zeros: TensorType(element, .scalar)))
  }

  /// A value times a known factor.
  package mutating func scaled(_ id: ValueID, by factor: Float) throws(GraphError) -> ValueID {
    try apply(Multiply(), id, number(Double(factor), like: id))
  }

  /// A value plus a known number.
  package mutating func shifted(_ id: ValueID, by offset: Double) throws(GraphError) -> ValueID {
    try apply(Add(), id, number(offset, like: id))
  }

  package mutating func squared(_ id: ValueID) throws(GraphError) -> ValueID { try apply(Multiply(), id, id) }

  /// `exp(min(x, 0)/scale) − 1`, the part below 0 of exponential units.
  package mutating func exponentialBelowZero(_ x: ValueID, scale: Float = 1) throws(GraphError) -> ValueID {
    let below = try apply(Clip(low: -.infinity, high: 0), x)
    return try shifted(try apply(Exp(), scale == 1 ? below : try scaled(below, by: 1 / scale)), by: -1)
  }
}
