package import Graphs
package import Kernels
package import Tensors

/// An operator that maps every element on its own: `y = f(x)`, of any element type it takes to the same type.
///
/// On 8-bit codes it is a table of 256 codes, made from the definition.
package protocol UnaryOperator: Accelerated {
  /// By default reals.
  static var kinds: ElementKinds { get }
  /// `f` of one real.
  func value(_ x: Double) -> Double
  /// `f` of one integer or truth value.
  func integer(_ x: Int128) -> Int128
  /// The float32 kernel, `nil` when there is none.
  var function: UnaryFunction? { get }
}

extension UnaryOperator {
  package static var kinds: ElementKinds { .reals }
  package func integer(_ x: Int128) -> Int128 { x }
  package var function: UnaryFunction? { nil }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    return [try TypeChecks.element(inputs, 0, Self.kinds)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    return [try Tensor(x.numbers.map(real: value, integer: integer), as: x.element, shape: x.shape)]
  }

  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard let x = request.input(0), request.residual == nil else { return nil }
    let call: KernelCall?
    if request.isFloat32 {
      guard request.epilogue.hasNoActivation, let function else { return nil }
      call = .unary(function, count: x.shape.count, instructionSet: request.instructionSet)
    } else {
      guard let table = lookupTable(request) else { return nil }
      call = .lookup(count: x.shape.count, table: table, instructionSet: request.instructionSet)
    }
    return call.map { KernelBinding($0, operands: [.input(0)], inPlace: .input(0)) }
  }

  /// The output code of every input byte, `nil` when the call is not from 8-bit codes to 8-bit codes.
  private func lookupTable(_ request: KernelRequest) -> [UInt8]? {
    guard let x = request.input(0), let parameters = x.quantization, parameters.isPerTensor,
      let stored = request.epilogue.output, stored.parameters.isPerTensor,
      let bytes = try? Tensor((0...255).map { UInt8($0) }, shape: [256]),
      [x.element, stored.element].allSatisfy({ $0 == .uint8 || $0 == .int8 })
    else { return nil }
    let codes = bytes.retyped(TensorType(x.element, [256], quantization: parameters))
    let node = Node(name: "", op: self, inputs: [nil], outputs: [], epilogue: request.epilogue)
    return try? node.reference([codes]).first?.withBytes { Array($0) }
  }
}

/// An activation that limits its input to a range: `y = min(max(x, low), high)`. Such an activation can be fused into
/// the operator before it.
package protocol ClampOperator: UnaryOperator, Differentiable {
  var range: ClosedRange<Float> { get }
}

extension ClampOperator {
  /// NaN stays NaN.
  package func value(_ x: Double) -> Double {
    x.isNaN ? x : min(max(x, Double(range.lowerBound)), Double(range.upperBound))
  }
  package var function: UnaryFunction? { .clamp(low: range.lowerBound, high: range.upperBound) }

  /// `dx = dy` where `low < y < high`, 0 elsewhere (at the kinks too). Reading `y` instead of `x` keeps the activation
  /// fusable into its producer.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0] else { return [nil] }
    return [try graph.apply(ClampGradient(low: range.lowerBound, high: range.upperBound), call.outputs[0], dy)]
  }
}

/// A smooth function of one real.
package protocol SmoothOperator: UnaryOperator, Differentiable {
  /// `f′(x)` as a graph.
  /// - Parameter y: `f(x)`, where the derivative is simpler in it.
  func slope(at x: ValueID, _ y: ValueID, in graph: inout Graph) throws(GraphError) -> ValueID
}

extension SmoothOperator {
  /// `dx = dy · f′(x)`.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    return [try graph.apply(Multiply(), dy, try slope(at: x, call.outputs[0], in: &graph))]
  }
}
