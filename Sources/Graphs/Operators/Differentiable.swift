/// An operator with a gradient, written as a graph so that the same machinery runs, simplifies and exports it.
public protocol Differentiable: Operator {
  /// Appends nodes that turn gradients of the outputs into gradients of the inputs (vector-Jacobian product).
  /// - Parameters:
  ///   - call: the node being differentiated, with its values in `graph`.
  ///   - gradients: one per output; `nil` when nothing depends on that output.
  ///   - wanted: per input, whether somebody asks for its gradient; unwanted ones need not be built.
  /// - Returns: one gradient per input, of the input's shape; `nil` where none exists or none is wanted.
  func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?]
}

/// An operator that has no gradient, and why.
public protocol NonDifferentiable: Operator {
  static var reasonWithoutGradient: String { get }
}
