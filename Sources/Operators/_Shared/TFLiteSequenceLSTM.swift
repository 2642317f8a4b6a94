import Graphs
import Tensors

/// UNIDIRECTIONAL_SEQUENCE_LSTM, written out step by step from a state of zeros.
///
/// `i, f, o = σ(W·x + R·h + p⊙c + b)`, `g = a(W·x + R·h + b)`, `c ← f⊙c + i⊙g`, `h ← o⊙a(c)`; without input weights
/// `i = 1 − f`. Products with the inputs of all steps are made at once. Codes of the state are rounded as the file says.
/// Source: TensorFlow Lite, `unidirectional_sequence_lstm.cc` (its table of 24 inputs).
struct TFLiteSequenceLSTM {
  private enum Gate: Int, CaseIterable { case input, forget, cell, output }

  /// Steps that are written out; more make a graph of more than some ten thousand nodes.
  private static let longest = 512

  private let node: ForeignNode
  private let activation: any Operator
  private var hidden: ValueID
  private var cell: ValueID
  /// Of each gate: products with the inputs, `[steps, batch, units]` or `[batch, steps, units]`.
  private var products: [Gate: ValueID] = [:]
  private var recurrent: [Gate: ValueID] = [:]
  private var peepholes: [Gate: ValueID] = [:]
  private var projection: (weights: ValueID, bias: ValueID?)?
  private let timeAxis: Int
  private let steps: Int

  static func read(_ node: ForeignNode, into context: inout TFLiteReading) throws(ForeignError) -> [ValueID] {
    var sequence = try TFLiteSequenceLSTM(node, &context)
    return [try sequence.unrolled(&context)]
  }

  private init(_ node: ForeignNode, _ context: inout TFLiteReading) throws(ForeignError) {
    self.node = node
    switch node.string("fused_activation_function", default: "TANH") {
    case "TANH": activation = Tanh()
    case "RELU": activation = Relu()
    case "RELU6": activation = Clip.relu6
    case let other: throw context.refused(node, "fused_activation_function", other)
    }
    for index in 20..<24 where context.isPresent(index) {
      throw context.refused(node, "layer_norm_coefficients", "input \(index)")
    }
    guard node.int("diagonal_recurrent_tensors", default: 0) == 0 else {
      throw context.refused(node, "diagonal_recurrent_tensors", "1")
    }
    let x = try context.input(0, of: node)
    timeAxis = node.int("time_major", default: 0) != 0 ? 0 : 1
    let shape = context.type(of: x).shape
    guard shape.rank == 3, (1...Self.longest).contains(shape[timeAxis]) else {
      throw context.refused(node, "input", "\(shape)")
    }
    steps = shape[timeAxis]
    hidden = try context.input(18, of: node)
    cell = try context.input(19, of: node)
    for gate in Gate.allCases where gate != .input || context.isPresent(1) {
      let weights = try context.input(1 + gate.rawValue, of: node)
      let bias = try context.optionalInput(12 + gate.rawValue, of: node)
      products[gate] = try context.apply(Gemm(transposeB: true), x, weights, bias)
      recurrent[gate] = try context.input(5 + gate.rawValue, of: node)
    }
    for (gate, index) in [(Gate.input, 9), (.forget, 10), (.output, 11)] where context.isPresent(index) {
      peepholes[gate] = try context.input(index, of: node)
    }
    if context.isPresent(16) {
      projection = (try context.input(16, of: node), try context.optionalInput(17, of: node))
    }
  }

  private mutating func unrolled(_ context: inout TFLiteReading) throws(ForeignError) -> ValueID {
    var results: [ValueID?] = []
    for step in 0..<steps {
      try advance(step, &context)
      var extents = context.type(of: hidden).shape.dimensions
      extents.insert(1, at: timeAxis)
      results.append(try context.apply(Reshape(extents), hidden))
    }
    return try context.append(Concat(axis: timeAxis), results, name: node.name)[0]
  }

  private mutating func advance(_ step: Int, _ context: inout TFLiteReading) throws(ForeignError) {
    let forget = try sigmoid(.forget, step, cell, &context)
    let proposal = try context.apply(activation, try sum(.cell, step, nil, &context))
    let input: ValueID
    if products[.input] == nil {
      input = try context.apply(Subtract(), context.scalar(1), forget)
    } else {
      input = try sigmoid(.input, step, cell, &context)
    }
    let kept = try context.apply(Multiply(), forget, cell)
    let added = try context.apply(Multiply(), input, proposal)
    cell = try limited(try context.apply(Add(), kept, added), "cell_clip", state: 19, &context)
    let output = try sigmoid(.output, step, cell, &context)
    hidden = try context.apply(Multiply(), output, try context.apply(activation, cell))
    if let projection {
      let projected = try context.apply(Gemm(transposeB: true), hidden, projection.weights, projection.bias)
      hidden = try limited(projected, "proj_clip", state: 18, &context)
    } else {
      hidden = try context.rounded(hidden, asState: 18, of: node)
    }
  }

  private func sigmoid(
    _ gate: Gate, _ step: Int, _ cell: ValueID, _ context: inout TFLiteReading
  ) throws(ForeignError) -> ValueID {
    try context.apply(Sigmoid(), try sum(gate, step, cell, &context))
  }

  private func sum(
    _ gate: Gate, _ step: Int, _ cell: ValueID?, _ context: inout TFLiteReading
  ) throws(ForeignError) -> ValueID {
    let part = try context.apply(Slice(axis: timeAxis, start: step, count: 1), products[gate])
    var extents = context.type(of: part).shape.dimensions
    extents.remove(at: timeAxis)
    let fresh = try context.apply(Reshape(extents), part)
    let old = try context.apply(Gemm(transposeB: true), hidden, recurrent[gate])
    let sum = try context.apply(Add(), fresh, old)
    guard let cell, let weights = peepholes[gate] else { return sum }
    return try context.apply(Add(), sum, try context.apply(Multiply(), cell, weights))
  }

  /// Between ± the option, unless that is 0, and rounded as the state is.
  private func limited(
    _ value: ValueID, _ option: String, state: Int, _ context: inout TFLiteReading
  ) throws(ForeignError) -> ValueID {
    let limit = node.float(option, default: 0)
    let kept = limit > 0 ? try context.apply(Clip(low: -limit, high: limit), value) : value
    return try context.rounded(kept, asState: state, of: node)
  }
}

extension TFLiteReading {
  /// A value through the codes of an input that holds state; unchanged when that holds reals.
  fileprivate mutating func rounded(
    _ value: ValueID, asState index: Int, of node: ForeignNode
  ) throws(ForeignError) -> ValueID {
    let state = type(of: try stored(index, of: node))
    guard let parameters = state.quantization else { return value }
    return try apply(DequantizeLinear(), try apply(QuantizeLinear(state.element, parameters), value))
  }
}
