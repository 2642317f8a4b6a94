import Graphs
import Operators
import Tensors
import Testing

@Suite("ONNX")
struct ONNXLaws {
  @Test("what is written is read back and computes the same", arguments: OperatorCase.all)
  func roundTrip(_ item: OperatorCase) throws {
    guard item.sample.op is any ONNXWritable else { return }
    for firstIsInput in [true, false] {
      var graph = Graph()
      var arguments: [Tensor] = []
      let ids = item.sample.inputs.enumerated().map { index, tensor in
        tensor.map { tensor -> ValueID in
          // Codes are constants: a file's inputs carry no scale.
          guard firstIsInput, index == 0, tensor.type.quantization == nil else {
            return graph.constant(tensor, name: "c\(index)")
          }
          arguments.append(tensor)
          return graph.input("x\(index)", tensor.type)
        }
      }
      graph.outputs = try graph.append(item.sample.op, ids, name: "node")
      let expected = try graph.reference(arguments)
      let foreign = try ONNXRoundTrip.write(graph)
      // How many results these have is found from the numbers.
      let op = item.sample.op
      let counts = op is NonZero || op is Unique || op is NonMaxSuppression
      let known = try ONNXRoundTrip.read(foreign, given: counts ? arguments : [])
      let found = try known.reference(arguments)
      let value = try #require(found.first)
      let reference = try #require(expected.first)
      let real = try (value.dequantized(), reference.dequantized())
      #expect(real.0.distance(to: real.1) <= item.sample.tolerance)
    }
  }

  @Test("every name is read by somebody, and only Conv by two")
  func names() {
    var readers: [String: Int] = [:]
    for type in OperatorRegistry.all {
      for name in (type as? any ONNXReadable.Type)?.onnxNames ?? [] { readers[name, default: 0] += 1 }
    }
    #expect(readers.filter { $0.value > 1 }.map(\.key) == ["Conv"])
  }
}

/// Writing and reading through the neutral form, without bytes.
enum ONNXRoundTrip {
  static func write(_ graph: Graph) throws -> ForeignGraph {
    var context = ONNXWriting(graph: graph)
    for node in graph.nodes {
      let op = try #require(node.op as? any ONNXWritable)
      try op.write(onnx: node, into: &context)
    }
    func value(_ id: ValueID, _ name: String) -> ForeignValue {
      let type = graph.type(of: id)
      return ForeignValue(name: name, element: type.element, extents: type.shape.dimensions.map { .fixed($0) })
    }
    let outputs = graph.outputs.map { value($0, context.asGiven($0)) }
    context.setInterface(
      inputs: graph.inputs.map { value($0, graph[$0].name) }, outputs: outputs, name: graph.name)
    return context.foreign
  }

  /// - Parameter given: the inputs' tensors, when operators may ask for them.
  static func read(_ foreign: ForeignGraph, given: [Tensor] = []) throws -> Graph {
    var context = ONNXReading(graph: Graph(name: foreign.name), transpose: { Transpose($0) })
    for input in foreign.inputs {
      let extents = input.extents.map { extent -> Int in if case .fixed(let count) = extent { count } else { 1 } }
      context.define(input.name, .asStated(context.graph.input(input.name, TensorType(input.element, Shape(extents)))))
    }
    for (id, tensor) in zip(context.graph.inputs, given) { context.give(id, tensor) }
    for (name, tensor) in foreign.constants {
      context.define(name, .asStated(context.graph.constant(tensor, name: name)))
    }
    for node in foreign.nodes.flatMap(ONNXExpansion.expanded) {
      try context.enter(node)
      var results: [ONNXReading.Result]?
      for type in OperatorRegistry.all where results == nil {
        guard let convertible = type as? any ONNXReadable.Type, convertible.onnxNames.contains(node.kind) else {
          continue
        }
        results = try convertible.read(onnx: node, into: &context)
      }
      for (name, result) in zip(node.outputs, try #require(results, "nobody reads \(node.kind)")) {
        context.define(name, result)
      }
    }
    for output in foreign.outputs {
      let id = try context.stated(output.name)
      context.graph.outputs.append(id)
    }
    return try context.graph.withoutDeadNodes()
  }
}
