package import Graphs
package import Kernels

extension KernelRequest {
  /// What a convolution or product does with what it has stored.
  package var finish: KernelFinish? {
    if let table = epilogue.lookup { return .lookup(table.codes, instructionSet: instructionSet) }
    return epilogue.function.map { .function($0.kernel, instructionSet: instructionSet) }
  }
}

extension EpilogueFunction {
  fileprivate var kernel: UnaryFunction {
    switch self {
    case .silu: .silu
    case .gelu: .gelu
    }
  }
}
