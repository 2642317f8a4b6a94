/// What can be wrong with a graph.
public enum GraphError: Error, Sendable {
  /// An operator refuses its inputs.
  case typeInference(node: String, operatorName: String, cause: TypeInferenceError)
  /// A structural rule is broken, named by ``Graph/verify()``.
  case malformed(String)
  /// A pass left a graph that does not verify.
  case pass(name: String, problem: String)
  /// A node could not be evaluated.
  case evaluation(node: String, problem: String)
  /// An operator says no gradient exists and why.
  case notDifferentiable(node: String, operatorName: String, reason: String)
}

/// Why an operator refuses its inputs.
public enum TypeInferenceError: Error, Hashable, Sendable {
  case inputCount(expected: ClosedRange<Int>, found: Int)
  case missingInput(Int)
  case elementType(input: Int, expected: String, found: String)
  case rank(input: Int, expected: String, found: Int)
  case shape(String)
  case attribute(name: String, problem: String)
}
