import Foundation

/// Reading and writing whole files with the system's own reason when it refuses.
enum FileAccess {
  /// - Throws: ``WorkbenchError/unreadable(path:code:)``, also for a folder and for a file above `limit` bytes.
  static func read(_ url: URL, limit: Int = 256 << 20) throws(WorkbenchError) -> Data {
    let size = try size(of: url)
    guard size <= limit else { throw .unreadable(path: url.relativePath, code: EFBIG) }
    do { return try Data(contentsOf: url) } catch {
      throw .unreadable(path: url.relativePath, code: code(of: error))
    }
  }

  /// Bytes of a plain file.
  @discardableResult
  static func size(of url: URL) throws(WorkbenchError) -> Int {
    var status = stat()
    guard stat(url.path, &status) == 0 else { throw .unreadable(path: url.relativePath, code: errno) }
    guard status.st_mode & S_IFMT != S_IFDIR else { throw .unreadable(path: url.relativePath, code: EISDIR) }
    return Int(status.st_size)
  }

  static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Writes beside the target and renames.
  static func write(_ data: Data, to url: URL) throws(WorkbenchError) {
    do { try data.write(to: url, options: .atomic) } catch {
      throw .unwritable(path: url.relativePath, code: code(of: error))
    }
  }

  /// A folder for results that the learner named.
  static func makeFolder(_ url: URL) throws(WorkbenchError) {
    do { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) } catch {
      throw .unwritable(path: url.relativePath, code: code(of: error))
    }
    guard access(url.path, W_OK | X_OK) == 0 else { throw .unwritable(path: url.relativePath, code: errno) }
  }

  /// Says before long work whether a file can be written afterwards.
  static func checkWritable(_ url: URL) throws(WorkbenchError) {
    if isFolder(url) { throw .unwritable(path: url.relativePath, code: EISDIR) }
    let parent = url.deletingLastPathComponent()
    guard access(parent.path, W_OK | X_OK) == 0 else { throw .unwritable(path: url.relativePath, code: errno) }
  }

  /// The `errno` behind a Foundation error; EIO when it does not say.
  static func code(of error: any Error) -> Int32 {
    if let posix = error as? POSIXError { return posix.code.rawValue }
    let error = error as NSError
    if let inner = error.userInfo[NSUnderlyingErrorKey] as? any Error { return code(of: inner) }
    switch error.code {
    case CocoaError.fileReadNoSuchFile.rawValue, CocoaError.fileNoSuchFile.rawValue: return ENOENT
    case CocoaError.fileReadNoPermission.rawValue, CocoaError.fileWriteNoPermission.rawValue: return EACCES
    case CocoaError.fileWriteVolumeReadOnly.rawValue: return EROFS
    case CocoaError.fileWriteOutOfSpace.rawValue: return ENOSPC
    case CocoaError.fileWriteFileExists.rawValue: return ENOTDIR
    default: return error.domain == NSPOSIXErrorDomain ? Int32(error.code) : EIO
    }
  }
}
