package import Graphs
package import Kernels
package import Tensors

/// Kernels and file conversion that element-wise operators share.
package enum ElementwiseKernels {
  /// A float32 kernel of two inputs; `nil` when something is fused that it does not do.
  package static func binary(_ function: BinaryFunction, _ request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.residual == nil, let a = request.input(0)?.shape, let b = request.input(1)?.shape
    else { return nil }
    let call = KernelCall.binary(
      function, a: a, b: b, clamp: request.epilogue.clamp, instructionSet: request.instructionSet)
    return call.map {
      KernelBinding($0, operands: [.input(0), .input(1)], inPlace: a == request.outputs[0].shape ? .input(0) : nil)
    }
  }

  /// A float32 kernel of one input.
  package static func unary(_ function: UnaryFunction, _ request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.residual == nil, request.epilogue.clamp == nil, let x = request.input(0)?.shape
    else { return nil }
    return KernelCall.unary(function, count: x.count, instructionSet: request.instructionSet).map {
      KernelBinding($0, operands: [.input(0)], inPlace: .input(0))
    }
  }
}

extension ONNXReading {
  /// Reads an element-wise operator with broadcasting, in whichever layout its inputs already have.
  package mutating func elementwise(
    _ op: any Operator, _ node: ForeignNode
  ) throws(ForeignError) -> [ONNXReading.Result] {
    let (inputs, channelsLast) = try elementwise(of: node)
    let outputs = try append(op, inputs, name: node.name)
    return outputs.map { channelsLast ? .channelsLast($0) : .asStated($0) }
  }
}

/// Plain loops of operators with one input.
package enum Unary {
  package static func outputType(_ inputs: [TensorType?]) throws(TypeInferenceError) -> TensorType {
    try TypeChecks.count(inputs, 1...1)
    return .float32(try TypeChecks.float32(inputs, 0))
  }

  package static func map(_ inputs: [Tensor?], _ f: (Float) -> Float) throws -> Tensor {
    let x = try inputs.tensor(0)
    return try Tensor(x.floats.map(f), shape: x.shape)
  }
}
