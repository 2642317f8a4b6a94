package import Manifests

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// Every lab of a checkout, found by folder.
package struct LabCatalog: Sendable {
  /// In order of stage folder, then lab folder.
  package let labs: [Lab]

  package init(labs: [Lab]) { self.labs = labs }

  /// - Parameter root: the `Labs` folder; a missing one holds no labs.
  /// - Throws: ``ManifestError`` of the first manifest that does not fit.
  package init(root: String) throws(ManifestError) {
    var labs: [Lab] = []
    for stage in FolderListing.folders(in: root) {
      for slug in FolderListing.folders(in: root + "/" + stage) {
        labs.append(try Lab(folder: root + "/" + stage + "/" + slug, stage: stage, slug: slug))
      }
    }
    self.labs = labs
  }

  /// By id without regard to case, or by folder name.
  package subscript(name: String) -> Lab? {
    labs.first { $0.id.lowercased() == name.lowercased() || $0.slug == name }
  }
}

/// Names in a folder, sorted; hidden ones are left out.
package enum FolderListing {
  package static func folders(in path: String) -> [String] { entries(in: path).filter { isFolder(path + "/" + $0) } }
  package static func files(in path: String) -> [String] { entries(in: path).filter { !isFolder(path + "/" + $0) } }

  package static func exists(_ path: String) -> Bool { access(path, F_OK) == 0 }

  private static func isFolder(_ path: String) -> Bool {
    guard let directory = opendir(path) else { return false }
    closedir(directory)
    return true
  }

  private static func entries(in path: String) -> [String] {
    guard let directory = opendir(path) else { return [] }
    defer { closedir(directory) }
    var names: [String] = []
    while let entry = readdir(directory) {
      let name = withUnsafeBytes(of: entry.pointee.d_name) { bytes in
        String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
      }
      if !name.hasPrefix(".") { names.append(name) }
    }
    return names.sorted()
  }
}
