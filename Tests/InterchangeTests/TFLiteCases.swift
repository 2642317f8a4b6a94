import Graphs
import Operators
import Tensors
import Testing

/// Small graphs of one operator each, made of the samples of every operator that TFLite has: with reals, and with codes
/// before and behind.
struct TFLiteCase: Sendable, CustomTestStringConvertible {
  let name: String
  let graph: Graph
  let arguments: [Tensor]
  /// The result by the definition.
  let expected: [Tensor]

  var testDescription: String { name }

  static let all: [TFLiteCase] = OperatorRegistry.all.flatMap { type in
    guard type is any TFLiteWritable.Type else { return [TFLiteCase]() }
    return type.samples.enumerated().flatMap { number, sample in
      let name = "\(type.name)-\(number)"
      return [
        try? make("\(name)-reals", sample, isGiven: { $0 == 0 }, isCoded: false),
        // TFLite counts no index from the back.
        sample.inputs.count > 1 && type != Gather.self && type != GatherND.self
          ? try? make("\(name)-given", sample, isGiven: { _ in true }, isCoded: false) : nil,
        try? make("\(name)-codes", sample, isGiven: { $0 == 0 }, isCoded: true),
      ].compactMap { $0 }
    }
  }

  /// - Parameters:
  ///   - isGiven: whether an input is one of the graph, not a constant.
  ///   - isCoded: whether int8 codes are stored before and behind the operator.
  private static func make(
    _ name: String, _ sample: OperatorSample, isGiven: (Int) -> Bool, isCoded: Bool
  ) throws -> TFLiteCase? {
    guard !isCoded || sample.inputs.allSatisfy({ $0 == nil || $0?.element == .float32 }) else { return nil }
    var graph = Graph(name: name)
    var arguments: [Tensor] = []
    var operands: [ValueID?] = []
    for (index, tensor) in sample.inputs.enumerated() {
      guard let tensor else {
        operands.append(nil)
        continue
      }
      if isGiven(index), tensor.type.quantization == nil {
        arguments.append(tensor)
        let x = graph.input("x\(index)", tensor.type)
        operands.append(isCoded ? try coded(x, like: tensor, named: "x\(index)", &graph) : x)
      } else {
        operands.append(try constant(tensor, index, sample.op, isCoded: isCoded, &graph))
      }
    }
    guard !arguments.isEmpty else { return nil }
    let results = try graph.append(sample.op, operands, name: "node")
    graph.outputs = results
    if isCoded {
      let reals = try graph.reference(arguments)
      graph.outputs = try zip(results, reals).map { id, tensor in
        guard tensor.element == .float32 else { return id }
        return try coded(id, like: tensor, named: "y", &graph)
      }
    }
    return TFLiteCase(name: name, graph: graph, arguments: arguments, expected: try graph.reference(arguments))
  }

  /// A value as the reals of int8 codes that span a tensor.
  private static func coded(
    _ id: ValueID, like tensor: Tensor, named name: String, _ graph: inout Graph
  ) throws -> ValueID {
    let (low, high) = (min(0, tensor.floats.min() ?? 0), max(0, tensor.floats.max() ?? 0))
    let scale = max((high - low) / 255, 1e-6)
    let zeroPoint = Int32((-128 - low / scale).rounded())
    let codes = try graph.apply(
      QuantizeLinear(.int8, QuantizationParameters(scale: scale, zeroPoint: zeroPoint)), id, name: name + "_q")
    return try graph.apply(DequantizeLinear(), codes, name: name + "_d")
  }

  /// Weights as symmetric codes of one scale for each output, a bias as it is, everything else as activations are.
  private static func constant(
    _ tensor: Tensor, _ index: Int, _ op: any Operator, isCoded: Bool, _ graph: inout Graph
  ) throws -> ValueID {
    let hasWeights = op is Conv || op is DepthwiseConv || op is Gemm || op is ImageConvTranspose
    guard isCoded, !(hasWeights && index == 2) else { return graph.constant(tensor, name: "c\(index)") }
    let axis = (op as? Gemm).map { $0.transposeB ? 0 : 1 } ?? (op is DepthwiseConv ? 2 : 0)
    let largest = max(tensor.floats.map(abs).max() ?? 0, 1e-3)
    let parameters =
      hasWeights
      ? QuantizationParameters(
        symmetric: (0..<tensor.shape[axis]).map { largest / 127 * (1 + Float($0 % 3) / 4) }, axis: axis)
      : QuantizationParameters(scale: largest / 127)
    let codes = graph.constant(try tensor.quantized(to: .int8, parameters), name: "c\(index)")
    return try graph.apply(DequantizeLinear(), codes, name: "c\(index)_d")
  }
}
