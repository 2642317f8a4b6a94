import CKernels
import Tensors

extension Storage {
  /// A copy of an array.
  convenience init<Element: BitwiseCopyable>(copying elements: [Element]) {
    self.init(byteCount: elements.count * MemoryLayout<Element>.stride)
    elements.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress { base.copyMemory(from: source, byteCount: bytes.count) }
    }
  }

  var floats: UnsafeMutablePointer<Float> { base.assumingMemoryBound(to: Float.self) }
}

/// A bias as the C parameters want it.
struct BiasOperand {
  let pointer: UnsafePointer<Float>?
  let isBuffer: UInt32
  let constants: [Storage]

  /// `nil` when a known bias has another count or element type.
  init?(_ bias: KernelOperand?, count: Int) {
    switch bias {
    case nil: (pointer, isBuffer, constants) = (nil, 0, [])
    case .dynamic: (pointer, isBuffer, constants) = (nil, 1, [])
    case .constant(let tensor):
      guard tensor.element == .float32, tensor.count == count else { return nil }
      let storage = tensor.storage
      (pointer, isBuffer, constants) = (UnsafePointer(storage.floats), 0, [storage])
    }
  }
}

extension keiryo_epilogue {
  /// Of a float32 kernel.
  init(clamp: ClosedRange<Float>?) {
    self.init()
    low = clamp?.lowerBound ?? -.infinity
    high = clamp?.upperBound ?? .infinity
  }
}

/// Bytes rounded up to whole cache lines.
func aligned(_ bytes: Int) -> Int { (bytes + Storage.alignment - 1) / Storage.alignment * Storage.alignment }
