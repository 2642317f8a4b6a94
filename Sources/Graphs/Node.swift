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

  /// Every value the node reads.
  public var operands: [ValueID] { inputs.compactMap { $0 } + (epilogue.residual.map { [$0] } ?? []) }

  public init(name: String, op: any Operator, inputs: [ValueID?], outputs: [ValueID], epilogue: Epilogue = Epilogue()) {
    self.name = name
    self.op = op
    self.inputs = inputs
    self.outputs = outputs
    self.epilogue = epilogue
  }
}

/// What happens to the first output before it is stored: `store(clamp(y + residual))`.
///
/// Defined in real arithmetic: inputs with quantized types are dequantized, the operator is applied, the residual is
/// added, the result is clamped and then quantized to ``output``. Integer kernels may differ from it by one code.
public struct Epilogue: Hashable, Sendable {
  /// Added before the clamp; same shape as the output.
  public var residual: ValueID?
  /// A fused activation: ReLU is `0...∞`, ReLU6 `0...6`.
  public var clamp: ClosedRange<Float>?
  /// Codes to store instead of reals.
  public var output: QuantizedOutput?

  public struct QuantizedOutput: Hashable, Sendable {
    public let element: ElementType
    public let parameters: QuantizationParameters
    public init(element: ElementType, parameters: QuantizationParameters) {
      self.element = element
      self.parameters = parameters
    }
  }

  public init(residual: ValueID? = nil, clamp: ClosedRange<Float>? = nil, output: QuantizedOutput? = nil) {
    self.residual = residual
    self.clamp = clamp
    self.output = output
  }

  public var isEmpty: Bool { residual == nil && clamp == nil && output == nil }
}
