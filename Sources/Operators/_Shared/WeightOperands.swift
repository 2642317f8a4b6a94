package import Graphs
package import Kernels
import Tensors

/// How an operator with weights and an optional bias (inputs 1 and 2) hands them to a float kernel: known ones are
/// packed once, the others are buffers.
package struct WeightOperands {
  package let weights: KernelOperand
  package let bias: KernelOperand?
  package let buffers: [KernelBinding.Operand]

  package init(_ request: KernelRequest) {
    var buffers: [KernelBinding.Operand] = [.input(0)]
    if let known = request.constant(1) {
      weights = .constant(known)
    } else {
      weights = .dynamic
      buffers.append(.input(1))
    }
    if let known = request.constant(2) {
      bias = .constant(known)
    } else if request.input(2) != nil {
      bias = .dynamic
      buffers.append(.input(2))
    } else {
      bias = nil
    }
    if request.residual != nil { buffers.append(.residual) }
    self.buffers = buffers
  }
}
