import GRDB

#if canImport(Darwin)
  private import Darwin
#else
  private import Glibc
#endif

extension ProgressError {
  /// What an error from the database layer means to someone who asked for their progress.
  init(_ error: any Error, path: String) {
    if let error = error as? ProgressError {
      self = error
      return
    }
    guard let error = error as? DatabaseError else {
      self = .database(code: -1, message: String(describing: error))
      return
    }
    switch error.resultCode {
    case .SQLITE_CORRUPT, .SQLITE_NOTADB:
      self = .corrupt(path: path, detail: error.message ?? "")
    case .SQLITE_BUSY, .SQLITE_LOCKED:
      self = .locked(path: path)
    case .SQLITE_FULL:
      self = .diskFull(path: path)
    case .SQLITE_CANTOPEN, .SQLITE_PERM:
      self = .unwritableFolder(path: path, code: EACCES)
    case .SQLITE_READONLY:
      self = .unwritableFolder(path: path, code: EROFS)
    default:
      self = .database(code: error.extendedResultCode.rawValue, message: error.message ?? "")
    }
  }
}
