import Graphs
import Kernels
import Operators
import Tensors
import Testing

/// Builders and comparisons that pass tests share.
enum PassSupport {
  /// The operators of a graph in order, with a mark for what is fused: `Conv+residual+clamp+codes+table`.
  static func outline(_ graph: Graph) -> [String] {
    graph.nodes.map { node in
      type(of: node.op).name + (node.epilogue.residual == nil ? "" : "+residual")
        + (node.epilogue.clamp == nil ? "" : "+clamp") + (node.epilogue.function.map { "+\($0)" } ?? "")
        + (node.epilogue.output == nil ? "" : "+codes") + (node.epilogue.lookup == nil ? "" : "+table")
    }
  }

  /// Fake-quantization of a value: QuantizeLinear, DequantizeLinear.
  static func coded(
    _ x: ValueID, scale: Float, zeroPoint: Int32, in graph: inout Graph
  ) throws -> ValueID {
    let q = try graph.apply(QuantizeLinear(.uint8, QuantizationParameters(scale: scale, zeroPoint: zeroPoint)), x)
    return try graph.apply(DequantizeLinear(), q)
  }

  /// Constant weights as int8 codes behind a DequantizeLinear, with a scale per index of `axis`.
  static func codedWeights(_ w: Tensor, axis: Int, in graph: inout Graph) throws -> (ValueID, [Float]) {
    let scales = (0..<w.shape[axis]).map { 0.006 + 0.0005 * Float($0 % 5) }
    let codes = try w.quantized(to: .int8, QuantizationParameters(symmetric: scales, axis: axis))
    return (try graph.apply(DequantizeLinear(), graph.constant(codes, name: "w")), scales)
  }

  static func codedBias(_ b: Tensor, _ scales: [Float], input: Float, in graph: inout Graph) throws -> ValueID {
    let parameters = QuantizationParameters(symmetric: scales.map { $0 * input }, axis: 0)
    return try graph.apply(DequantizeLinear(), graph.constant(try b.quantized(to: .int32, parameters), name: "b"))
  }

  /// Runs a graph by kernels where they exist and by references elsewhere.
  static func runWithKernels(_ graph: Graph, _ arguments: [Tensor], level: InstructionSet = .detected) throws
    -> [Tensor]
  {
    var known: [ValueID: Tensor] = [:]
    for (id, tensor) in zip(graph.inputs, arguments) { known[id] = tensor }
    for node in graph.nodes {
      let operands = node.inputs.map { id in id.flatMap { known[$0] ?? graph.constant($0) } }
      let residual = node.epilogue.residual.flatMap { known[$0] ?? graph.constant($0) }
      let constants = Set(node.inputs.indices.filter { graph.constant(node.inputs[$0]) != nil })
      // A runner of one output: nodes of several run their reference.
      let made =
        node.outputs.count > 1
        ? nil
        : KernelRunner.run(
          node.op, operands, constants: constants, epilogue: node.epilogue, residual: residual,
          outputs: node.outputs.map(graph.type(of:)), instructionSet: level)
      let results = try made.map { [$0] } ?? node.reference(operands, residual: residual)
      for (id, tensor) in zip(node.outputs, results) { known[id] = tensor }
    }
    return try graph.outputs.map { try #require(known[$0] ?? graph.constant($0)) }
  }

  /// The largest difference of two float results, in units of `step`.
  static func steps(_ a: Tensor, _ b: Tensor, _ step: Float) -> Float {
    zip(a.floats, b.floats).reduce(0) { max($0, abs($1.0 - $1.1)) } / step
  }
}
