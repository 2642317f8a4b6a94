package import Graphs
import Kernels
package import Tensors

/// Tensors one behind the other along an axis. All other extents, the element types and the quantization are equal.
///
/// - Source: ONNX Concat-13.
package struct Concat: Operator {
  package let axis: Int

  /// - Parameter axis: negative counts from the back.
  package init(axis: Int) { self.axis = axis }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    guard !inputs.isEmpty else { throw .inputCount(expected: 1...Int.max, found: 0) }
    let first = try Movement.type(inputs, 0)
    let axis = try TypeChecks.axis(axis, of: first.shape)
    var extent = first.shape[axis]
    for index in inputs.indices.dropFirst() {
      let other = try Movement.type(inputs, index)
      guard other.element == first.element, other.quantization == first.quantization else {
        throw .elementType(input: index, expected: "\(first)", found: "\(other)")
      }
      guard other.shape.rank == first.shape.rank,
        other.shape.replacing(axis: axis, with: first.shape[axis]) == first.shape
      else { throw .shape("\(other.shape) does not continue \(first.shape) along axis \(axis)") }
      extent += other.shape[axis]
    }
    return [
      TensorType(first.element, first.shape.replacing(axis: axis, with: extent), quantization: first.quantization)
    ]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    var result = Tensor(zeros: type)
    let axis = try TypeChecks.axis(axis, of: type.shape)
    let width = type.element.bitWidth / 8
    let row = type.shape.dimensions[axis...].reduce(width, *)
    let outer = type.shape.dimensions[..<axis].reduce(1, *)
    var offset = 0
    for index in inputs.indices {
      let x = try inputs.tensor(index)
      let part = x.shape.dimensions[axis...].reduce(width, *)
      x.withBytes { source in
        result.withMutableBytes { target in
          for i in 0..<outer { for byte in 0..<part { target[i * row + offset + byte] = source[i * part + byte] } }
        }
      }
      offset += part
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "channels", Concat(axis: -1), [.random([2, 3, 3, 5], seed: 1), .random([2, 3, 3, 2], seed: 2)]),
      OperatorSample(
        "three along rows", Concat(axis: 0),
        [.random([1, 7], seed: 3), .random([2, 7], seed: 4), .random([3, 7], seed: 5)]),
    ]
  }
}

extension Concat: Differentiable {
  /// Each input's gradient is its slice of `dy`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let axis = graph.type(of: dy).shape.normalized(axis: axis) else {
      return call.inputs.map { _ in nil }
    }
    var start = 0
    var results: [ValueID?] = []
    for (id, wanted) in zip(call.inputs, wanted) {
      let extent = id.map { graph.type(of: $0).shape[axis] } ?? 0
      results.append(wanted ? try graph.apply(Slice(axis: axis, start: start, count: extent), dy) : nil)
      start += extent
    }
    return results
  }
}

extension Concat: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let y = request.outputs.first, let axis = y.shape.normalized(axis: axis) else {
      return nil
    }
    let parts = request.inputs.map { $0.map { $0.shape.dimensions[axis...].reduce($0.element.bitWidth / 8, *) } ?? 0 }
    let call = KernelCall.concatenate(
      outer: y.shape.dimensions[..<axis].reduce(1, *), innerBytes: parts)
    return call.map { KernelBinding($0, operands: request.inputs.indices.map { .input($0) }) }
  }
}

extension Concat: ONNXConvertible {
  package static let onnxNames = ["Concat"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (inputs, channelsLast) = try context.elementwise(of: node)
    guard let first = inputs.first ?? nil else { throw .missingInput(node: node.name, kind: node.kind, input: 0) }
    let axes = try context.axes([node.int("axis", default: 1)], of: first, channelsLast: channelsLast, node)
    let y = try context.append(Concat(axis: axes[0]), inputs, name: node.name)[0]
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let operands = node.inputs.compactMap { $0 }
    let rank = context.type(of: node.outputs[0]).shape.rank
    let position = axis < 0 ? axis + rank : axis
    let image = rank == 4 && operands.contains(where: context.hasChannelsFirst)
    let inputs = operands.map { image ? context.channelsFirst($0) : context.asGiven($0) }
    let output = image ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    let stated = image ? ImageLayout.channelsFirstAxis(position) : position
    context.append("Concat", named: node.name, inputs, [output], ["axis": .int(stated)])
  }
}
