/// Bytes aligned for every kernel, with room behind them for kernels that read whole vectors.
///
/// Written only while one ``Tensor`` holds it (copy on write), read by any number of threads afterwards.
public final class Storage: @unchecked Sendable {
  public let base: UnsafeMutableRawPointer
  public let byteCount: Int
  private let release: (@Sendable () -> Void)?

  /// Alignment of every buffer, bytes: one cache line, one AVX-512 register.
  public static let alignment = 64
  /// Readable bytes behind the last element.
  public static let padding = 64

  /// Zeroed bytes.
  public init(byteCount: Int) {
    let total = (byteCount + Storage.padding + Storage.alignment - 1) / Storage.alignment * Storage.alignment
    base = .allocate(byteCount: total, alignment: Storage.alignment)
    base.initializeMemory(as: UInt8.self, repeating: 0, count: total)
    self.byteCount = byteCount
    release = nil
  }

  /// Bytes owned by someone else, a mapped file for example. `base` must be 64-byte aligned with ``padding`` readable
  /// bytes behind it; `release` runs once when nobody needs them any more.
  public init(borrowing base: UnsafeMutableRawPointer, byteCount: Int, release: @escaping @Sendable () -> Void) {
    self.base = base
    self.byteCount = byteCount
    self.release = release
  }

  deinit {
    if let release { release() } else { base.deallocate() }
  }
}
