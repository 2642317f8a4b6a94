package import Graphs
package import Kernels
import Tensors

/// The kernel that element-wise operators of two inputs share.
package enum ElementwiseKernels {
  /// A float32 kernel of two inputs; `nil` when something is fused that it does not do.
  package static func binary(_ function: BinaryFunction, _ request: KernelRequest) -> KernelBinding? {
    guard request.isFloat32, request.residual == nil, !request.epilogue.hasFinish, let a = request.input(0)?.shape,
      let b = request.input(1)?.shape
    else { return nil }
    let call = KernelCall.binary(
      function, a: a, b: b, clamp: request.epilogue.clamp, instructionSet: request.instructionSet)
    return call.map {
      KernelBinding($0, operands: [.input(0), .input(1)], inPlace: a == request.outputs[0].shape ? .input(0) : nil)
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
