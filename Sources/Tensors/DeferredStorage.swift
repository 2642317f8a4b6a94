private import Synchronization

/// Bytes that are made when somebody asks for them, and made again when everybody had let go of them: a part of a file
/// that is copied into packed weights once and never read again takes no memory in between.
final class DeferredStorage: Sendable {
  let byteCount: Int
  private let fill: @Sendable (UnsafeMutableRawBufferPointer) -> Bool
  private let state = Mutex(State())

  private struct State: Sendable {
    weak var made: Storage?
    var isWhole = true
  }

  /// - Parameter fill: writes all bytes, the same ones every time; false when they can no longer be had.
  init(byteCount: Int, fill: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Bool) {
    self.byteCount = byteCount
    self.fill = fill
  }

  /// False when the bytes were asked for and could not be had; what was given instead is not to be used.
  var isWhole: Bool { state.withLock(\.isWhole) }

  /// The bytes, shared by all who hold them now.
  func storage() -> Storage {
    state.withLock { state in
      if let made = state.made { return made }
      let storage = Storage(byteCount: byteCount)
      if !fill(UnsafeMutableRawBufferPointer(start: storage.base, count: byteCount)) { state.isWhole = false }
      state.made = storage
      return storage
    }
  }
}
