public import Tensors

/// One application of an operator, with what has been fused into its end.
public struct Node: Sendable {
  public var name: String
  public var op: any Operator
  /// `nil` stands for an optional input that is absent.
  public var inputs: [ValueID?]
  public var outputs: [ValueID]
  /// Empty for a node as it was written; filled by fusion passes.
  public var epilogue = Epilogue()
  /// Names of the nodes whose work this one has taken over; empty for a node as it was written.
  package var replaced: [String] = []

  /// Names of the nodes of the model as it was written whose work this node does.
  public var sources: [String] { replaced.isEmpty ? [name] : replaced }

  /// Every value the node reads.
  public var operands: [ValueID] {
    var operands: [ValueID] = []
    operands.reserveCapacity(inputs.count + 1)
    forEachOperand { operands.append($0) }
    return operands
  }

  /// ``operands`` one after the other, without an array.
  package func forEachOperand<Failure: Error>(_ body: (ValueID) throws(Failure) -> Void) throws(Failure) {
    for case let id? in inputs { try body(id) }
    if let residual = epilogue.residual { try body(residual) }
  }

  public init(name: String, op: any Operator, inputs: [ValueID?], outputs: [ValueID], epilogue: Epilogue = Epilogue()) {
    self.name = name
    self.op = op
    self.inputs = inputs
    self.outputs = outputs
    self.epilogue = epilogue
  }
}

/// What happens to the first output before it is stored: `lookup(store(function(clamp(y + residual))))`.
///
/// Defined in real arithmetic: inputs with quantized types are dequantized, the operator is applied, the residual is
/// added, the result is clamped, passed through ``function`` and then quantized to ``output``; those codes pass through
/// the table ``lookup``. Integer kernels may differ by one code before the table.
public struct Epilogue: Hashable, Sendable {
  /// Added before the clamp; same shape as the output.
  public var residual: ValueID?
  /// A fused activation: ReLU is `0...∞`, ReLU6 `0...6`.
  public var clamp: ClosedRange<Float>?
  /// A fused activation that is no clamp.
  public var function: EpilogueFunction?
  /// Codes to store instead of reals.
  public var output: QuantizedOutput?
  /// Only together with 8-bit codes as ``output``, which the table then replaces.
  public var lookup: CodeTable?

  public struct QuantizedOutput: Hashable, Sendable {
    public let element: ElementType
    public let parameters: QuantizationParameters
    public init(element: ElementType, parameters: QuantizationParameters) {
      self.element = element
      self.parameters = parameters
    }
  }

  public init(
    residual: ValueID? = nil, clamp: ClosedRange<Float>? = nil, function: EpilogueFunction? = nil,
    output: QuantizedOutput? = nil, lookup: CodeTable? = nil
  ) {
    self.residual = residual
    self.clamp = clamp
    self.function = function
    self.output = output
    self.lookup = lookup
  }

  public var isEmpty: Bool { residual == nil && output == nil && hasNoActivation }

  /// True when something happens to what has been stored.
  public var hasFinish: Bool { function != nil || lookup != nil }

  /// True when nothing stands between the sum and what is stored.
  public var hasNoActivation: Bool { clamp == nil && function == nil && lookup == nil }
}
