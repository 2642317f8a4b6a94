import Foundation
import Manifests

/// Reading of files below `Curriculum/`, with the size bound that every one of them has.
enum CurriculumFile {
  /// Stage, lesson and file name, which is how findings and errors name a file.
  static func name(of file: URL) -> String {
    file.pathComponents.suffix(3).joined(separator: "/")
  }

  static func text(at file: URL) throws(LessonError) -> String {
    let name = name(of: file)
    let limit = MarkdownDocument.byteLimit
    let bytes: Data
    do {
      let handle = try FileHandle(forReadingFrom: file)
      defer { try? handle.close() }
      bytes = try handle.read(upToCount: limit + 1) ?? Data()
    } catch {
      throw .unreadable(file: name)
    }
    guard bytes.count <= limit else { throw .tooLarge(file: name, bytes: bytes.count, limit: limit) }
    guard let text = String(validating: bytes, as: UTF8.self) else { throw .notUTF8(file: name) }
    return text.contains("\r") ? text.replacing("\r\n", with: "\n") : text
  }

  static func decode<Value: Decodable>(_ type: Value.Type, at file: URL) throws(LessonError) -> Value {
    let text = try text(at: file)
    do throws(ManifestError) {
      return try Manifest.decode(type, from: text, file: name(of: file))
    } catch {
      throw .manifest(error)
    }
  }
}
