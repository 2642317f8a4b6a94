package import CKernels
package import Tensors

/// One prepared call of a C kernel: function, parameters and the constants that the parameters point into.
///
/// Buffers are given at run time: dynamic inputs in the order that the factory documents, the outputs, then the scratch
/// when ``scratchBytes`` is above 0, then a fault word when ``reportsFaults``. Every buffer is 64-byte aligned with ``Storage/padding`` readable bytes behind it.
/// The result is the same, bit for bit, for any number of threads.
package struct KernelCall: Sendable {
  package let function: keiryo_step_function
  package let parameters: ParameterBlock
  /// Packed weights, kept alive.
  package let constants: [Storage]
  /// Bytes of scratch, 0 when none is needed.
  package let scratchBytes: Int
  /// The last buffer is a uint32 that the kernel sets to 1 when a value it reads is no valid index.
  package let reportsFaults: Bool
  /// Weights that are 0 were left out.
  package let skipsZeros: Bool
  /// For example `conv_f32__avx512_14x32`.
  package let kernelName: String

  init<Parameters>(
    _ function: @escaping keiryo_step_function, _ parameters: Parameters, constants: [Storage] = [],
    scratchBytes: Int = 0, reportsFaults: Bool = false, skipsZeros: Bool = false,
    name: String
  ) {
    self.function = function
    self.parameters = ParameterBlock(parameters)
    self.constants = constants
    self.scratchBytes = scratchBytes
    self.reportsFaults = reportsFaults
    self.skipsZeros = skipsZeros
    kernelName = name
  }
}

/// The bytes of one C parameter structure. Never written after it is made.
package final class ParameterBlock: @unchecked Sendable {
  package let bytes: UnsafeRawPointer
  private let type: Any.Type

  init<Parameters>(_ value: Parameters) {
    type = Parameters.self
    let pointer = UnsafeMutablePointer<Parameters>.allocate(capacity: 1)
    pointer.initialize(to: value)
    bytes = UnsafeRawPointer(pointer)
  }

  /// The structure, when it is of this type.
  func value<Parameters>(as wanted: Parameters.Type) -> Parameters? {
    type == wanted ? bytes.assumingMemoryBound(to: wanted).pointee : nil
  }

  deinit { UnsafeMutableRawPointer(mutating: bytes).deallocate() }
}

/// Weights or a bias: known when the call is prepared, or read from a buffer on every run.
package enum KernelOperand: Sendable {
  case constant(Tensor)
  case dynamic
}

/// What an integer kernel stores.
package enum IntegerOutput: Sendable, Hashable {
  case uint8
  /// `float(acc) · multipliers[c]`, for a last layer.
  case float32
}

/// Runs one call. `buffers`: see ``KernelCall``.
package func run(_ call: KernelCall, buffers: [UnsafeMutableRawPointer], pool: WorkerPool? = nil) {
  let pointers: [UnsafeMutableRawPointer?] = buffers
  withExtendedLifetime((call, pool)) {
    pointers.withUnsafeBufferPointer { call.function(call.parameters.bytes, $0.baseAddress, pool?.handle) }
  }
}
