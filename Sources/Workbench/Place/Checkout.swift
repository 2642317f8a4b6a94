package import Foundation
package import Grading
package import Lessons

/// The cloned folder: lessons, labs and the built libraries that grading links.
package struct Checkout: Sendable, Hashable {
  package let folder: URL

  package init(folder: URL) { self.folder = folder }

  package var curriculumFolder: URL { folder.appending(path: "Curriculum") }
  package var labsFolder: URL { folder.appending(path: "Labs") }

  /// The nearest checkout around the program itself (its links resolved), else around the working directory.
  package static func find(
    executable: URL? = executableFile, working: URL = URL(filePath: FileManager.default.currentDirectoryPath)
  ) -> Checkout? {
    for start in [executable?.resolvingSymlinksInPath(), working.resolvingSymlinksInPath()].compactMap(\.self) {
      var folder = start
      while folder.pathComponents.count > 1 {
        if isCheckout(folder) { return Checkout(folder: folder) }
        folder.deleteLastPathComponent()
      }
    }
    return nil
  }

  private static func isCheckout(_ folder: URL) -> Bool {
    ["Package.swift", "Curriculum", "Labs"].allSatisfy {
      FileManager.default.fileExists(atPath: folder.appending(path: $0).path)
    }
  }

  package static var executableFile: URL? {
    #if os(Linux)
      URL(filePath: "/proc/self/exe")
    #else
      Bundle.main.executableURL
    #endif
  }

  package func curriculum() throws(LessonError) -> Curriculum { try Curriculum(root: curriculumFolder) }

  /// Every lab, by the order of the stages on the path.
  package func labs() throws -> LabCatalog {
    let stages = try curriculum().stages.map(\.slug)
    let found = try LabCatalog(root: labsFolder.path).labs
    let place = { (lab: Lab) in stages.firstIndex(of: lab.stage) ?? stages.count }
    return LabCatalog(
      labs: found.enumerated().sorted { (place($0.element), $0.offset) < (place($1.element), $1.offset) }.map(\.element)
    )
  }

  /// - Throws: ``WorkbenchError/unknownLab(_:known:)``.
  package func lab(_ name: String) throws -> Lab {
    let catalog = try labs()
    guard let lab = catalog[name] else { throw WorkbenchError.unknownLab(name, known: catalog.labs.map(\.id)) }
    return lab
  }

  /// The compiler and the libraries that a learner's file is built with.
  package func toolchain() throws -> LabToolchain {
    let toolchain = try LabToolchain(checkout: folder.path)
    guard toolchain.isPrepared else { throw WorkbenchError.labKitMissing }
    return toolchain
  }

  /// Revision of the code, read from `.git` without running git; nil outside a repository.
  package var revision: String? {
    let git = folder.appending(path: ".git")
    guard let head = try? String(contentsOf: git.appending(path: "HEAD"), encoding: .utf8) else { return nil }
    let line = head.trimmingCharacters(in: .whitespacesAndNewlines)
    guard line.hasPrefix("ref: ") else { return line.isEmpty ? nil : line }
    let name = String(line.dropFirst(5))
    if let loose = try? String(contentsOf: git.appending(path: name), encoding: .utf8) {
      return loose.trimmingCharacters(in: .whitespacesAndNewlines)
    }
    let packed = (try? String(contentsOf: git.appending(path: "packed-refs"), encoding: .utf8)) ?? ""
    return packed.split(separator: "\n").first { $0.hasSuffix(" " + name) }.map { String($0.prefix(40)) }
  }
}
