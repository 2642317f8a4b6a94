package import Kernels
package import Tensors

/// An operator with C kernels.
package protocol Accelerated: Operator {
  /// The kernel for a call with these types and constants, `nil` when there is none and the reference must run.
  ///
  /// A kernel that is returned does all of the request's epilogue.
  func kernel(for request: KernelRequest) -> KernelBinding?
}

/// One call that wants a kernel.
package struct KernelRequest: Sendable {
  /// Stored types; `nil` where an input is absent.
  package let inputs: [TensorType?]
  /// The inputs that are known already, to be packed once.
  package let constants: [Tensor?]
  package let outputs: [TensorType]
  package let epilogue: Epilogue
  package let residual: TensorType?
  package let instructionSet: InstructionSet
  /// Whether a convolution may give up a little accuracy for time, see `KernelCall.winogradConvolution`.
  package var allowsWinograd = false
  /// Whether it does so only where a count of cycles says that it pays; otherwise wherever the form fits, for timing.
  package var weighsWinograd = true
  /// How an operator on codes computes.
  package var arithmetic = QuantizedArithmetic.onnx
  /// Whether a kernel may leave out weights that are 0.
  package var zeros: ZeroSkipping = .never

  package init(
    inputs: [TensorType?], constants: [Tensor?], outputs: [TensorType], epilogue: Epilogue = Epilogue(),
    residual: TensorType? = nil, instructionSet: InstructionSet = .detected
  ) {
    self.inputs = inputs
    self.constants = constants
    self.outputs = outputs
    self.epilogue = epilogue
    self.residual = residual
    self.instructionSet = instructionSet
  }

  /// The request of a node of a graph.
  package init(_ node: Node, in graph: Graph, _ instructionSet: InstructionSet = .detected) {
    self.init(node, type: graph.type(of:), constant: graph.constant, instructionSet)
  }

  /// The request of a node whose values are looked up.
  package init(
    _ node: Node, type: (ValueID) -> TensorType, constant: (ValueID?) -> Tensor?,
    _ instructionSet: InstructionSet = .detected
  ) {
    self.init(
      inputs: node.inputs.map { $0.map(type) }, constants: node.inputs.map(constant),
      outputs: node.outputs.map(type), epilogue: node.epilogue, residual: node.epilogue.residual.map(type),
      instructionSet: instructionSet)
  }

  /// The stored type of an input that must be there.
  package func input(_ index: Int) -> TensorType? { index < inputs.count ? inputs[index] : nil }

  package func constant(_ index: Int) -> Tensor? { index < constants.count ? constants[index] : nil }

  /// True when every present input and the output are float32 and nothing is quantized.
  package var isFloat32: Bool {
    inputs.allSatisfy { $0 == nil || $0?.element == .float32 } && outputs.allSatisfy { $0.element == .float32 }
      && (residual == nil || residual?.element == .float32)
  }
}

/// A kernel and which of the node's values its buffers are.
package struct KernelBinding: Sendable {
  /// A value that the kernel reads from a buffer.
  package enum Operand: Hashable, Sendable {
    case input(Int)
    case residual
  }
  package let call: KernelCall
  package let operands: [Operand]
  /// The operand whose buffer the first output may reuse, when its bytes are as many.
  package let inPlace: Operand?

  package init(_ call: KernelCall, operands: [Operand], inPlace: Operand? = nil) {
    self.call = call
    self.operands = operands
    self.inPlace = inPlace
  }
}
