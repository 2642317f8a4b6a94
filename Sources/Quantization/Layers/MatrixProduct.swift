import Kernels
import Tensors

/// A float32 product of fixed extents on memory of the caller: `C [rows, columns] = A·B`.
struct MatrixProduct {
  private let call: KernelCall
  private let scratch: Storage?

  /// - Parameters:
  ///   - transposeA: A is stored `[depth, rows]`.
  ///   - transposeB: B is stored `[columns, depth]`.
  init?(rows: Int, columns: Int, depth: Int, transposeA: Bool = false, transposeB: Bool = false) {
    let call = KernelCall.gemm(
      rows: rows, columns: columns, depth: depth, transposeA: transposeA, transposeB: transposeB)
    guard let call else { return nil }
    self.call = call
    scratch = call.scratchBytes > 0 ? Storage(byteCount: call.scratchBytes) : nil
  }

  func run(_ a: Storage, _ b: Storage, into c: Storage) {
    Kernels.run(call, buffers: [a.base, b.base, c.base] + (scratch.map { [$0.base] } ?? []))
  }
}

extension Storage {
  convenience init(floats: [Float]) {
    self.init(byteCount: floats.count * 4)
    floats.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress { base.copyMemory(from: source, byteCount: bytes.count) }
    }
  }

  convenience init(floatCount: Int) { self.init(byteCount: floatCount * 4) }

  /// The bytes as float32, at most as many as fit.
  var floats: UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(start: base.assumingMemoryBound(to: Float.self), count: byteCount / 4)
  }
}
