package import struct Foundation.URL

#if canImport(Darwin)
  private import Darwin
#elseif canImport(Musl)
  private import Musl
#else
  private import Glibc
#endif

/// A file that stays open, so that parts of it can be read when they are needed and need not be kept.
///
/// Another file put in its place by renaming does not disturb it. A file written over while it is open does: reading
/// then fails, which ``isUnchanged`` finds out without touching bytes that may have gone.
package final class OpenFile: Sendable {
  package let path: String
  package let byteCount: Int
  private let descriptor: Int32
  private let modified: Int

  /// - Parameter limit: the largest file that is opened, bytes.
  /// - Throws: ``FormatError/unreadable(file:code:)``, ``FormatError/limit(_:name:allowed:found:)``.
  package convenience init(_ url: URL, limit: Int) throws(FormatError) {
    let descriptor = open(url.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { throw .unreadable(file: url.path, code: errno) }
    try self.init(descriptor: descriptor, path: url.path, limit: limit)
  }

  /// Takes over an open descriptor; it is closed when this fails.
  init(descriptor: Int32, path: String, limit: Int) throws(FormatError) {
    self.path = path
    self.descriptor = descriptor
    var status = stat()
    let failure: FormatError? =
      fstat(descriptor, &status) != 0
      ? .unreadable(file: path, code: errno)
      : status.st_mode & S_IFMT != S_IFREG
        ? .unreadable(file: path, code: EINVAL)
        : status.st_size > limit
          ? .limit(.init(file: path, field: "file"), name: "bytes", allowed: limit, found: Int(status.st_size)) : nil
    if let failure {
      close(descriptor)
      throw failure
    }
    byteCount = Int(status.st_size)
    modified = Self.modificationTime(status)
  }

  deinit { close(descriptor) }

  /// A smaller file is read sooner than mapped.
  private static let mappedBytes = 1 << 20

  /// The whole file in memory while `body` looks at it; of a large one, only what it touches.
  /// - Throws: ``FormatError/unreadable(file:code:)`` when the system refuses.
  package func withBytes<Result>(
    _ body: (UnsafeRawBufferPointer) throws(FormatError) -> Result
  ) throws(FormatError) -> Result {
    guard byteCount >= OpenFile.mappedBytes else {
      let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: byteCount, alignment: 16)
      defer { bytes.deallocate() }
      guard read(bytes, at: 0) else { throw .unreadable(file: path, code: EIO) }
      return try body(UnsafeRawBufferPointer(bytes))
    }
    guard let pages = mmap(nil, byteCount, PROT_READ, MAP_PRIVATE, descriptor, 0), pages != MAP_FAILED else {
      throw .unreadable(file: path, code: errno)
    }
    defer { munmap(pages, byteCount) }
    return try body(UnsafeRawBufferPointer(start: pages, count: byteCount))
  }

  /// Reads the bytes from `offset` on.
  /// - Returns: false when they cannot be had any more; `target` then holds zeros from there on.
  package func read(_ target: UnsafeMutableRawBufferPointer, at offset: Int) -> Bool {
    var count = 0
    while count < target.count, isUnchanged {
      let rest = UnsafeMutableRawBufferPointer(rebasing: target[count...])
      let got = pread(descriptor, rest.baseAddress, rest.count, off_t(offset + count))
      if got < 0, errno == EINTR { continue }
      guard got > 0 else { break }
      count += got
    }
    guard count == target.count, isUnchanged else {
      UnsafeMutableRawBufferPointer(rebasing: target[count...]).initializeMemory(as: UInt8.self, repeating: 0)
      return false
    }
    return true
  }

  /// True while size and time of the last change are those of the opening.
  private var isUnchanged: Bool {
    var status = stat()
    return fstat(descriptor, &status) == 0 && Int(status.st_size) == byteCount
      && Self.modificationTime(status) == modified
  }

  /// True when this is the file that a path leads to, itself and not through a link, and the file has no other name.
  func isOnlyFile(at path: String) -> Bool {
    var (found, named) = (stat(), stat())
    return fstat(descriptor, &found) == 0 && lstat(path, &named) == 0 && found.st_ino == named.st_ino
      && found.st_dev == named.st_dev && found.st_nlink == 1
  }

  /// Nanoseconds.
  private static func modificationTime(_ status: stat) -> Int {
    #if canImport(Darwin)
      let time = status.st_mtimespec
    #else
      let time = status.st_mtim
    #endif
    return time.tv_sec * 1_000_000_000 + time.tv_nsec
  }
}
