package import Graphs
import Kernels
package import Tensors

/// Parts of a tensor picked by number: `y[…, i…, …] = x[…, index[i…], …]` along one axis.
///
/// An embedding is a Gather of rows. Negative indices count from the back.
/// - Inputs: `x` of any elements of whole bytes, `indices` int32 or int64 of any shape.
/// - Output: the extents of `x` with those of the indices in the place of the axis.
/// - Source: ONNX Gather-13.
package struct Gather: Operator {
  package let axis: Int

  /// - Parameter axis: negative counts from the back.
  package init(axis: Int = 0) { self.axis = axis }

  package var actsOnCodes: Bool { true }
  package static let parameterInputs = [0]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    var type = try Movement.type(inputs, 0)
    let indices = try TypeChecks.present(inputs, 1)
    guard indices.element == .int32 || indices.element == .int64 else {
      throw .elementType(input: 1, expected: "int32 or int64", found: indices.element.rawValue)
    }
    let axis = try TypeChecks.axis(axis, of: type.shape)
    let extents = type.shape.dimensions
    type.shape = Shape(Array(extents[..<axis]) + indices.shape.dimensions + Array(extents[(axis + 1)...]))
    return [type]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, stated) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: [x.type, stated.type])[0]
    let axis = try TypeChecks.axis(axis, of: x.shape)
    let (extent, inner) = (x.shape[axis], x.shape.strides[axis])
    let indices =
      stated.element == .int64 ? stated.elements(as: Int64.self) : stated.elements(as: Int32.self).map(Int64.init)
    var sources: [Int] = []
    for index in indices {
      guard (-Int64(extent)..<Int64(extent)).contains(index) else {
        throw TypeInferenceError.attribute(name: "indices", problem: "\(index) is outside 0..<\(extent)")
      }
      sources.append(Int(index < 0 ? index + Int64(extent) : index))
    }
    return [
      Movement.gather(x, as: type) { position in
        let (row, column) = (position / inner, position % inner)
        return (row / sources.count * extent + sources[row % sources.count]) * inner + column
      }
    ]
  }

  package static var samples: [OperatorSample] {
    let rows = Tensor([Int64(3), 0, -1, 3])
    let table = Tensor([Int32(1), 0]).retyped(TensorType(.int32, [1, 2]))
    return [
      OperatorSample("rows", Gather(), [.random([5, 7], seed: 1), rows]),
      OperatorSample("inner axis", Gather(axis: 1), [.random([2, 3, 4], seed: 2), table]),
    ]
  }
}

extension Gather: NonDifferentiable {
  package static let reasonWithoutGradient = "which part is picked does not change smoothly"
}

extension Gather: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    OperatorCost(multiplyAccumulates: 0, pickedBytes: outputs.first?.byteCount)
  }
}

extension Gather: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0), let indices = request.input(1),
      let axis = x.shape.normalized(axis: axis)
    else { return nil }
    let call = KernelCall.gather(
      outer: x.shape.dimensions[..<axis].reduce(1, *), extent: x.shape[axis], count: indices.shape.count,
      partBytes: x.shape.strides[axis] * x.element.bitWidth / 8, indices: indices.element)
    return call.map { KernelBinding($0, operands: [.input(0), .input(1)]) }
  }
}

extension Gather: ONNXConvertible {
  package static let onnxNames = ["Gather"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (x, indices) = (try context.input(0, of: node), try context.input(1, of: node))
    return [.asStated(try context.apply(Gather(axis: node.int("axis", default: 0)), x, indices, name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let inputs = node.inputs.compactMap { $0 }.map { context.asGiven($0) }
    let attributes: [String: ForeignAttribute] = axis == 0 ? [:] : ["axis": .int(axis)]
    context.append("Gather", named: node.name, inputs, [context.define(node.outputs[0])], attributes)
  }
}
