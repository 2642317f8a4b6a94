#if canImport(Darwin)
  private import Darwin
#elseif canImport(Musl)
  private import Musl
#else
  private import Glibc
#endif

/// Bytes aligned for every kernel, with room behind them for kernels that read whole vectors.
///
/// Written only while one ``Tensor`` holds it (copy on write), read by any number of threads afterwards.
public final class Storage: @unchecked Sendable {
  public let base: UnsafeMutableRawPointer
  public let byteCount: Int
  private let origin: Origin

  private enum Origin {
    case heap
    case pages(byteCount: Int)
    case borrowed(release: @Sendable () -> Void)
  }

  /// Alignment of every buffer, bytes: one cache line, one AVX-512 register.
  public static let alignment = 64
  /// Readable bytes behind the last element.
  public static let padding = 64
  /// From so many bytes on, memory comes from the system and goes back to it, so that what has been packed or folded
  /// away leaves no hole in the heap.
  private static let pageBytes = 1 << 18

  /// Zeroed bytes.
  public init(byteCount: Int) {
    let total = (byteCount + Storage.padding + Storage.alignment - 1) / Storage.alignment * Storage.alignment
    self.byteCount = byteCount
    if total >= Storage.pageBytes, let pages = Storage.pages(total) {
      base = pages
      origin = .pages(byteCount: total)
    } else {
      base = .allocate(byteCount: total, alignment: Storage.alignment)
      base.initializeMemory(as: UInt8.self, repeating: 0, count: total)
      origin = .heap
    }
  }

  /// Bytes owned by someone else. `base` must be 64-byte aligned with ``padding`` readable bytes behind it; `release`
  /// runs once when nobody needs them any more.
  public init(borrowing base: UnsafeMutableRawPointer, byteCount: Int, release: @escaping @Sendable () -> Void) {
    self.base = base
    self.byteCount = byteCount
    origin = .borrowed(release: release)
  }

  deinit {
    switch origin {
    case .heap: base.deallocate()
    case .pages(let byteCount): munmap(base, byteCount)
    case .borrowed(let release): release()
    }
  }

  /// Zeroed pages, `nil` when the system has none.
  private static func pages(_ byteCount: Int) -> UnsafeMutableRawPointer? {
    let pages = mmap(nil, byteCount, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANON, -1, 0)
    return pages == MAP_FAILED ? nil : pages
  }
}
