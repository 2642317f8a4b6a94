package import Graphs
package import Tensors

/// Ones on a diagonal of a matrix of the input's shape, zeros elsewhere.
///
/// - Input: a matrix, of which only the type is read. Output: its shape; column − row is `offset` on the diagonal.
/// - Source: ONNX EyeLike-9. A graph has fixed shapes, so reading a file makes a constant of it.
package struct EyeLike: Operator {
  /// Type of the elements, `nil` for that of the input.
  package let element: ElementType?
  package let offset: Int

  package init(_ element: ElementType? = nil, offset: Int = 0) {
    self.element = element
    self.offset = offset
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.present(inputs, 0)
    guard x.shape.rank == 2 else { throw .rank(input: 0, expected: "2", found: x.shape.rank) }
    let element = element ?? x.element
    guard element.bitWidth >= 8 else { throw .attribute(name: "dtype", problem: element.rawValue) }
    return [TensorType(element, x.shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let type = try outputTypes(for: [try inputs.tensor(0).type])[0]
    let columns = type.shape[1]
    let ones = (0..<type.shape.count).map { Int128($0 % columns &- $0 / columns == offset ? 1 : 0) }
    return [try Tensor(.integers(ones), as: type.element, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("square", EyeLike(), [.random([3, 3], seed: 1)]),
      OperatorSample("above, as codes", EyeLike(.int32, offset: 1), [.random([2, 5], seed: 2)]),
    ]
  }
}

extension EyeLike: NonDifferentiable {
  package static let reasonWithoutGradient = "it does not depend on its input's numbers"
}

extension EyeLike: ONNXConvertible {
  package static let onnxNames = ["EyeLike"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    var element: ElementType?
    if case .int(let code)? = node.attributes["dtype"] {
      element = ElementType(onnxCode: Int32(clamping: code))
      if element == nil { throw node.refused("dtype", "\(code)") }
    }
    let type = try context.inputType(0, of: node)
    guard type.shape.count <= 1 << 24 else { throw node.refused("input", "\(type)") }
    do {
      let made = try EyeLike(element, offset: node.int("k", default: 0)).reference([Tensor(zeros: type)])[0]
      return [.asStated(context.graph.constant(made, name: node.name))]
    } catch { throw node.refused("dtype", "\(error)") }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    var attributes: [String: ForeignAttribute] = ["k": .int(offset)]
    if let element { attributes["dtype"] = .int(Int(element.onnxCode)) }
    context.appendAsGiven("EyeLike", node, attributes)
  }
}
