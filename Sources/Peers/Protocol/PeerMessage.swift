import Foundation
import Tensors

/// One frame of the protocol: a line of JSON, then the bytes of the arrays it names.
///
/// `peer_protocol.py` beside this file is the other side.
enum PeerMessage {
  struct Array: Codable {
    let shape: [Int]
    /// As NumPy and ``ElementType`` call it: `float32`.
    let element: String
  }

  struct Request: Encodable {
    let `do`: String
    var file: String?
    var threads: Int?
    var spacer: Int?
    var index: Int?
    var repetitions: Int?
    var leadIn: Int64?
    var arrays: [Array]?
  }

  /// What any answer may hold; `error` alone when the engine failed.
  struct Answer: Decodable {
    let error: String?
    let version: String?
    let precision: String?
    let inputs: [[Int?]]?
    let inputNames: [String]?
    let loadNanoseconds: Int64?
    let nanoseconds: Int64?
    let arrays: [Array]?
  }

  static func frame(_ request: Request, _ tensors: [Tensor] = []) -> [UInt8] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.withoutEscapingSlashes]
    // Strings, integers and lists of them always encode.
    var frame = (try? encoder.encode(request)).map { [UInt8]($0) } ?? []
    frame.append(UInt8(ascii: "\n"))
    for tensor in tensors { tensor.withBytes { frame.append(contentsOf: $0) } }
    return frame
  }

  /// - Throws: ``PeerError/malformed(_:)`` or ``PeerError/refused(_:)``.
  static func read(_ frame: [UInt8]) throws(PeerError) -> (answer: Answer, payload: ArraySlice<UInt8>) {
    guard let end = frame.firstIndex(of: UInt8(ascii: "\n")) else { throw .malformed("no line") }
    let answer: Answer
    do { answer = try JSONDecoder().decode(Answer.self, from: Data(frame[..<end])) } catch {
      throw .malformed(String(decoding: frame[..<min(end, 80)], as: UTF8.self))
    }
    if let problem = answer.error { throw .refused(problem) }
    return (answer, frame[(end + 1)...])
  }

  /// float32 arrays behind the line that names them.
  static func tensors(_ arrays: [Array], _ payload: ArraySlice<UInt8>) throws(PeerError) -> [Tensor] {
    var tensors: [Tensor] = []
    var rest = payload
    for array in arrays {
      guard array.element == "float32", let shape = try? Shape(checking: array.shape) else {
        throw .malformed("\(array.element)\(array.shape)")
      }
      let type = TensorType.float32(shape)
      guard let tensor = try? Tensor(bytes: rest.prefix(type.byteCount), type: type) else {
        throw .malformed("\(rest.count) < \(type.byteCount)")
      }
      tensors.append(tensor)
      rest = rest.dropFirst(type.byteCount)
    }
    return tensors
  }
}
