import Foundation

/// A folder with one folder of files for each class.
struct ClassFolders {
  /// In the order of their names' bytes, the same on every machine.
  let classNames: [ClassName]
  /// Every file with its class, by class and name.
  let files: [(url: URL, label: Int32)]

  static let maximumClasses = 10_000
  static let maximumFiles = 1_000_000

  /// - Parameters:
  ///   - extensions: of the files that count, in lower case; others are left out.
  ///   - classes: the classes there are, when another folder has decided; nil takes those of this one. Folders whose name
  ///     begins with a dot or an underscore are none.
  /// - Throws: ``LoadingError``.
  init(_ folder: URL, extensions: [String], classes: [ClassName]? = nil) throws(LoadingError) {
    var names: [String] = []
    for name in try Self.entries(of: folder) where !name.hasPrefix(".") && !name.hasPrefix("_") {
      if Self.isFolder(folder.appendingPathComponent(name)) { names.append(name) }
    }
    guard names.count <= Self.maximumClasses else {
      throw .tooMuch(path: folder.relativePath, name: "classes", allowed: Self.maximumClasses, found: names.count)
    }
    let known = classes?.map(\.en) ?? names
    var files: [(url: URL, label: Int32)] = []
    for (label, name) in known.enumerated() where names.contains(name) {
      let inner = folder.appendingPathComponent(name)
      for file in try Self.entries(of: inner) where !file.hasPrefix(".") {
        let url = inner.appendingPathComponent(file)
        guard extensions.contains(url.pathExtension.lowercased()) else { continue }
        guard files.count < Self.maximumFiles else {
          throw .tooMuch(
            path: folder.relativePath, name: "files", allowed: Self.maximumFiles, found: Self.maximumFiles + 1)
        }
        files.append((url, Int32(label)))
      }
    }
    guard !files.isEmpty else { throw .noClasses(path: folder.relativePath, extensions: extensions) }
    classNames = known.map { ClassName(ja: $0, en: $0) }
    self.files = files
  }

  static func isFolder(_ url: URL) -> Bool {
    var isFolder: ObjCBool = false
    return FileManager.default.fileExists(atPath: url.path, isDirectory: &isFolder) && isFolder.boolValue
  }

  /// Names of what a folder holds, sorted by their bytes.
  private static func entries(of folder: URL) throws(LoadingError) -> [String] {
    guard let stream = opendir(folder.path) else { throw .folder(path: folder.relativePath, code: errno) }
    defer { closedir(stream) }
    var names: [String] = []
    while let entry = readdir(stream) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
      guard names.count <= maximumFiles else {
        throw .tooMuch(path: folder.relativePath, name: "files", allowed: maximumFiles, found: names.count)
      }
      names.append(name)
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
