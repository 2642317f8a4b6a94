import Yams

#if canImport(Darwin)
  private import Darwin
#else
  private import Glibc
#endif

/// Reading hand-written YAML into typed values. The one room that knows the YAML library.
package enum Manifest {
  /// The longest text that is read, bytes.
  package static let limit = 2 << 20

  /// Decodes one YAML document.
  /// - Parameters:
  ///   - text: the document.
  ///   - file: how errors name it.
  /// - Throws: ``ManifestError`` with the line and column of the value that does not fit, or of a key that the type does
  ///   not know: a misspelt setting would otherwise keep its default.
  package static func decode<Value: Decodable>(
    _ type: Value.Type = Value.self, from text: String, file: String
  ) throws(ManifestError) -> Value {
    guard text.utf8.count <= limit else { throw .tooLarge(file: file, bytes: text.utf8.count, limit: limit) }
    let root: Node
    do { root = try Yams.compose(yaml: text) ?? Node("", Tag(.null), .plain) } catch let error as YamlError {
      throw malformed(error, file: file)
    } catch { throw .malformed(file: file, line: 1, column: 1, problem: String(describing: error)) }
    let decoder = NodeDecoder(node: root, codingPath: [], notes: DecodingNotes())
    let value: Value
    do { value = try decoder.value(type) } catch {
      throw mismatch(refusal(for: error, decoder.notes), in: root, file: file)
    }
    if let unknown = decoder.notes.unknown.first { throw mismatch(refusal(for: unknown), in: root, file: file) }
    return value
  }

  /// Decodes the YAML file at `path`, which is also the name in errors.
  /// - Throws: ``ManifestError``.
  package static func decode<Value: Decodable>(
    _ type: Value.Type = Value.self, at path: String
  ) throws(ManifestError) -> Value {
    try decode(type, from: try text(at: path), file: path)
  }

  /// A whole text file of at most ``limit`` bytes.
  /// - Throws: ``ManifestError/unreadable(file:code:)`` or ``ManifestError/tooLarge(file:bytes:limit:)``.
  package static func text(at path: String) throws(ManifestError) -> String {
    let descriptor = open(path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw .unreadable(file: path, code: errno) }
    defer { close(descriptor) }
    var bytes: [UInt8] = []
    var piece = [UInt8](repeating: 0, count: 1 << 16)
    while true {
      let count = piece.withUnsafeMutableBytes { read(descriptor, $0.baseAddress, $0.count) }
      if count < 0, errno == EINTR { continue }
      guard count >= 0 else { throw .unreadable(file: path, code: errno) }
      guard count > 0 else { break }
      bytes.append(contentsOf: piece[..<count])
      guard bytes.count <= limit else { throw .tooLarge(file: path, bytes: bytes.count, limit: limit) }
    }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .unreadable(file: path, code: 0) }
    return text
  }
}
