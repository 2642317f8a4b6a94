private import Foundation

/// Puts a set of files in the place of a folder in one step.
struct FolderSwap {
  let target: String

  func replace(with files: [SiteFile]) throws(PortfolioError) {
    try recover()
    try refuseForeign()
    let draft = "\(target).new-\(UUID().uuidString)"
    defer { try? FileManager.default.removeItem(atPath: draft) }
    for file in files { try write(file, under: draft) }
    if rename(draft, target) == 0 { return sync(folderOf: target) }
    // A folder that holds files cannot be renamed over: exchange the two, and the old one goes with the draft.
    guard errno == ENOTEMPTY || errno == EEXIST else { throw .file(path: target, code: errno) }
    if exchange(draft, target) { return sync(folderOf: target) }
    let old = target + ".old"
    guard rename(target, old) == 0 else { throw .file(path: target, code: errno) }
    guard rename(draft, target) == 0 else {
      let code = errno
      _ = rename(old, target)
      throw .file(path: target, code: code)
    }
    sync(folderOf: target)
    try? FileManager.default.removeItem(atPath: old)
  }

  /// Where the two folders could not be exchanged in one step, a kill may have left the old site beside its place.
  private func recover() throws(PortfolioError) {
    let old = target + ".old"
    guard access(target, F_OK) != 0, access(old, F_OK) == 0 else { return }
    guard rename(old, target) == 0 else { throw .file(path: old, code: errno) }
  }

  /// Never replaces a folder that was not made here.
  private func refuseForeign() throws(PortfolioError) {
    guard access(target, F_OK) == 0 else { return }
    guard let content = try? FileManager.default.contentsOfDirectory(atPath: target) else {
      throw .notASite(path: target)
    }
    guard content.isEmpty || content.contains(BundleFile.name) else { throw .notASite(path: target) }
  }

  private func write(_ file: SiteFile, under folder: String) throws(PortfolioError) {
    let path = (folder as NSString).appendingPathComponent(file.path)
    let parent = (path as NSString).deletingLastPathComponent
    do {
      try FileManager.default.createDirectory(atPath: parent, withIntermediateDirectories: true)
    } catch {
      throw .file(path: parent, code: errno)
    }
    let descriptor = open(path, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .file(path: path, code: errno) }
    defer { close(descriptor) }
    var rest = file.bytes[...]
    while !rest.isEmpty {
      let count = rest.withUnsafeBytes { Foundation.write(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count > 0 else { throw .file(path: path, code: errno) }
      rest = rest.dropFirst(count)
    }
    guard fsync(descriptor) == 0 else { throw .file(path: path, code: errno) }
  }

  private func sync(folderOf path: String) {
    let descriptor = open((path as NSString).deletingLastPathComponent, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { return }
    fsync(descriptor)
    close(descriptor)
  }

  /// Exchanges two folders atomically; false where the system or the file system cannot.
  private func exchange(_ one: String, _ other: String) -> Bool {
    #if canImport(Darwin)
      return renamex_np(one, other, UInt32(RENAME_SWAP)) == 0
    #else
      // glibc has renameat2 since 2.28 but its Swift overlay does not name it.
      typealias Rename = @convention(c) (Int32, UnsafePointer<CChar>, Int32, UnsafePointer<CChar>, UInt32) -> Int32
      guard let library = dlopen(nil, RTLD_NOW), let symbol = dlsym(library, "renameat2") else { return false }
      let exchangeFlag: UInt32 = 2
      return unsafeBitCast(symbol, to: Rename.self)(AT_FDCWD, one, AT_FDCWD, other, exchangeFlag) == 0
    #endif
  }
}
