#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif
#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// A folder of our own that is gone when the work is done.
struct ScratchFolder {
  let path: String

  /// A new folder inside `parent`, which is made when missing.
  init(in parent: String) throws(GradingError) {
    path = parent + "/" + String(UInt64.random(in: .min ... .max), radix: 36)
    try ScratchFolder.make(path)
  }

  static func make(_ path: String) throws(GradingError) {
    do {
      try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: true)
    } catch { throw .scratch(path: path, code: code(of: error)) }
  }

  func write(_ bytes: some Sequence<UInt8>, as name: String) throws(GradingError) {
    let file = path + "/" + name
    do { try Data(bytes).write(to: URL(filePath: file)) } catch {
      throw .scratch(path: file, code: Self.code(of: error))
    }
  }

  static func read(_ path: String) throws(GradingError) -> [UInt8] {
    do { return Array(try Data(contentsOf: URL(filePath: path))) } catch {
      throw .labFile(path: path, code: code(of: error))
    }
  }

  /// Moves a finished file to its place in one step, over one that another process finished first.
  func move(_ name: String, to target: String) throws(GradingError) {
    guard rename(path + "/" + name, target) == 0 else { throw .scratch(path: target, code: errno) }
  }

  func remove() { try? FileManager.default.removeItem(atPath: path) }

  private static func code(of error: any Error) -> Int32 {
    ((error as? CocoaError)?.underlying as? POSIXError)?.code.rawValue ?? 5  // EIO
  }
}
