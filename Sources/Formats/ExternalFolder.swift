package import struct Foundation.URL

#if canImport(Darwin)
  private import Darwin
#elseif canImport(Musl)
  private import Musl
#else
  private import Glibc
#endif

/// The folder of a model, out of which files with its data may be opened, and nothing else.
///
/// Four layers, each of which alone keeps a file outside from being read: names that could lead out are refused; every
/// step of the way is opened relative to the one before and follows no link; what was opened is compared with the place
/// where the name leads when all links are followed, which must lie below the folder; and a file that also has a name
/// elsewhere (a hard link) is refused.
package final class ExternalFolder {
  private let path: String
  private let descriptor: Int32
  private var opened: [String: OpenFile] = [:]
  private var borrowed: [String: Int] = [:]

  /// - Parameter model: the file whose folder it is.
  /// - Throws: ``FormatError/unreadable(file:code:)``.
  package init(of model: URL) throws(FormatError) {
    let folder = model.deletingLastPathComponent().path
    guard let canonical = Self.canonical(folder) else { throw .unreadable(file: folder, code: errno) }
    path = canonical
    descriptor = open(canonical, O_RDONLY | O_CLOEXEC | O_DIRECTORY)
    guard descriptor >= 0 else { throw .unreadable(file: folder, code: errno) }
  }

  deinit { close(descriptor) }

  /// A plain file below the folder; opened once, however often it is named.
  /// - Parameters:
  ///   - location: relative to the folder, steps separated by `/`.
  ///   - place: where the model names it.
  /// - Throws: ``FormatError/refused(_:feature:)`` for a location that leads elsewhere,
  ///   ``FormatError/unreadable(file:code:)``, ``FormatError/limit(_:name:allowed:found:)``.
  func file(_ location: String, limit: Int, _ place: FormatError.Place) throws(FormatError) -> OpenFile {
    if let file = opened[location] { return file }
    let steps = location.split(separator: "/", omittingEmptySubsequences: false)
    guard !location.isEmpty, location.utf8.count <= 4096, !location.contains("\\"),
      !location.unicodeScalars.contains(where: { $0.properties.generalCategory == .control }),
      steps.allSatisfy({ !$0.isEmpty && $0 != "." && $0 != ".." })
    else { throw Self.refusal(place) }
    let file = try OpenFile(
      descriptor: descend(steps.map(String.init), place), path: path + "/" + location, limit: limit)
    guard let target = Self.canonical(path + "/" + location), target.hasPrefix(path == "/" ? path : path + "/"),
      file.isOnlyFile(at: target)
    else { throw Self.refusal(place) }
    opened[location] = file
    return file
  }

  /// Counts bytes that a model takes from a file.
  /// - Returns: their number so far.
  func borrow(_ count: Int, from file: OpenFile) -> Int {
    let (sum, overflow) = borrowed[file.path, default: 0].addingReportingOverflow(count)
    borrowed[file.path] = overflow ? Int.max : sum
    return overflow ? Int.max : sum
  }

  /// The descriptor of the last step; every one before it must be a folder.
  private func descend(_ steps: [String], _ place: FormatError.Place) throws(FormatError) -> Int32 {
    var folder = descriptor
    for (index, step) in steps.enumerated() {
      let isLast = index == steps.count - 1
      let flags = O_RDONLY | O_CLOEXEC | O_NOFOLLOW | (isLast ? O_NONBLOCK : O_DIRECTORY)
      let next = openat(folder, step, flags)
      let code = errno
      if folder != descriptor { close(folder) }
      guard next >= 0 else {
        // A link is met as ELOOP, before a folder as ENOTDIR.
        if code == ELOOP || code == ENOTDIR { throw Self.refusal(place) }
        throw .unreadable(file: path + "/" + steps.joined(separator: "/"), code: code)
      }
      folder = next
    }
    return folder
  }

  private static func refusal(_ place: FormatError.Place) -> FormatError {
    .refused(place, feature: "data outside the model's folder")
  }

  /// The path without links, `nil` when it leads nowhere.
  private static func canonical(_ path: String) -> String? {
    guard let resolved = realpath(path, nil) else { return nil }
    defer { free(resolved) }
    return String(cString: resolved)
  }
}
