/// An operator that is defined by smaller ones. Gradient and export follow from the pieces.
public protocol Decomposable: Operator {
  /// Appends the pieces to `graph` and returns the values that equal the operator's outputs.
  func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID]
}
