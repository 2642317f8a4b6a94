import Foundation

/// A checkpoint on disk that survives the end of the process at any moment.
///
/// The new file is written whole beside the old one, brought to the disk, and takes its name in one step of the file
/// system; the old one stays under another name. At every moment the name stands for a whole file.
struct CheckpointFile {
  let path: String

  var previous: String { path + ".previous" }
  private var unfinished: String { path + ".unfinished" }

  /// - Throws: ``CheckpointError/unwritable(path:code:)``; nothing half-written stays.
  func replace(with bytes: [UInt8]) throws(CheckpointError) {
    do {
      try writeThrough(bytes, to: unfinished)
      try exchange()
    } catch {
      unlink(unfinished)
      throw error
    }
    let folder = open(URL(filePath: path).deletingLastPathComponent().path, O_RDONLY)
    if folder >= 0 {
      fsync(folder)
      close(folder)
    }
  }

  /// Gives the old file the other name and the new one its own.
  private func exchange() throws(CheckpointError) {
    unlink(previous)
    if link(path, previous) != 0, errno != ENOENT {
      // A file system without links: for a moment the old file has the other name only.
      guard rename(path, previous) == 0 else { throw .unwritable(path: previous, code: errno) }
    }
    guard rename(unfinished, path) == 0 else { throw .unwritable(path: path, code: errno) }
  }

  private func writeThrough(_ bytes: [UInt8], to target: String) throws(CheckpointError) {
    let descriptor = open(target, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unwritable(path: path, code: errno) }
    defer { close(descriptor) }
    var done = 0
    while done < bytes.count {
      let count = bytes.withUnsafeBytes { whole in
        let rest = UnsafeRawBufferPointer(rebasing: whole[done...])
        return write(descriptor, rest.baseAddress, rest.count)
      }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .unwritable(path: path, code: count < 0 ? errno : ENOSPC) }
      done += count
    }
    guard fsync(descriptor) == 0 else { throw .unwritable(path: path, code: errno) }
  }

  /// The bytes of a file; nil when there is none.
  /// - Throws: ``CheckpointError/unreadable(path:code:)``.
  static func bytes(of path: String) throws(CheckpointError) -> [UInt8]? {
    guard access(path, F_OK) == 0 else { return nil }
    guard let data = FileManager.default.contents(atPath: path) else { throw .unreadable(path: path, code: EIO) }
    return Array(data)
  }

  /// The newest whole checkpoint and the file it is in; nil when there is no file.
  /// - Throws: ``CheckpointError`` of the newest file when no older one can stand in.
  func newest() throws(CheckpointError) -> (checkpoint: Checkpoint, identity: [RunIdentity.Item], path: String)? {
    var failure: CheckpointError?
    for candidate in [path, previous] {
      do {
        guard let bytes = try Self.bytes(of: candidate) else { continue }
        let (checkpoint, identity) = try CheckpointBytes.decoded(bytes, path: candidate)
        return (checkpoint, identity, candidate)
      } catch { failure = failure ?? error }
    }
    if let failure { throw failure }
    return nil
  }

  /// Puts the file before in the place of a damaged one, so that it is not the damaged one that the next write keeps.
  func restorePrevious() throws(CheckpointError) {
    guard rename(previous, path) == 0 else { throw .unwritable(path: path, code: errno) }
  }

  func remove() { for name in [path, previous, unfinished] { unlink(name) } }
}

extension Checkpointing {
  /// Whether a run that has not ended left something there.
  package var isThere: Bool {
    let file = CheckpointFile(path: path)
    return access(file.path, F_OK) == 0 || access(file.previous, F_OK) == 0
  }

  /// Removes the files of a run whose result is safe.
  package func remove() { CheckpointFile(path: path).remove() }
}
