package import Graphs
package import Tensors

/// Checks that many operators make of their inputs, with the errors they owe.
package enum TypeChecks {
  package static func count(_ inputs: [TensorType?], _ expected: ClosedRange<Int>) throws(TypeInferenceError) {
    guard expected.contains(inputs.count) else { throw .inputCount(expected: expected, found: inputs.count) }
  }

  package static func present(_ inputs: [TensorType?], _ index: Int) throws(TypeInferenceError) -> TensorType {
    guard index < inputs.count, let type = inputs[index] else { throw .missingInput(index) }
    return type
  }

  package static func float32(
    _ inputs: [TensorType?], _ index: Int, rank: Int? = nil
  ) throws(TypeInferenceError) -> Shape {
    let type = try present(inputs, index)
    guard type.element == .float32 else {
      throw .elementType(input: index, expected: "float32", found: type.element.rawValue)
    }
    if let rank, type.shape.rank != rank {
      throw .rank(input: index, expected: "\(rank)", found: type.shape.rank)
    }
    return type.shape
  }

  /// An optional one-dimensional float32 input of `count` elements.
  package static func vector(
    _ inputs: [TensorType?], _ index: Int, count: Int
  ) throws(TypeInferenceError) {
    guard index < inputs.count, inputs[index] != nil else { return }
    let shape = try float32(inputs, index, rank: 1)
    guard shape[0] == count else { throw .shape("input \(index) has \(shape[0]) elements, needs \(count)") }
  }

  package static func axis(_ axis: Int, of shape: Shape) throws(TypeInferenceError) -> Int {
    guard let normalized = shape.normalized(axis: axis) else {
      throw .attribute(name: "axis", problem: "\(axis) is outside a tensor of rank \(shape.rank)")
    }
    return normalized
  }
}

extension Array where Element == Tensor? {
  /// The tensor at a position that type inference has proved present.
  package func tensor(_ index: Int) throws(TypeInferenceError) -> Tensor {
    guard index < count, let tensor = self[index] else { throw .missingInput(index) }
    return tensor
  }

  /// The floats at a position, `nil` when absent.
  package func floats(_ index: Int) -> [Float]? { index < count ? self[index]?.floats : nil }
}

extension Graph {
  /// The elements of a float32 constant, `nil` for anything else.
  package func reals(_ id: ValueID?) -> [Float]? {
    constant(id).flatMap { $0.element == .float32 ? $0.floats : nil }
  }
}
