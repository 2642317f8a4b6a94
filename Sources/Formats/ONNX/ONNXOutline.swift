/// A model's messages with every `raw_data` replaced by sixteen bytes that say where it lies, so that decoding the
/// messages copies no weights.
///
/// Made from bytes that ``ONNXWireScanner`` has passed; every other field stays as it is, byte for byte.
struct ONNXOutline {
  /// The decodable bytes.
  let bytes: [UInt8]

  /// Sixteen bytes: where raw data lies in the file.
  struct Handle {
    static let byteCount = 16
    let range: Range<Int>

    /// `nil` for bytes that are no handle.
    init?(_ bytes: some Collection<UInt8>, fileBytes: Int) {
      guard bytes.count == Handle.byteCount else { return nil }
      func number(_ bytes: some Collection<UInt8>) -> UInt64 {
        bytes.reversed().reduce(0) { $0 << 8 | UInt64($1) }
      }
      let (offset, count) = (number(bytes.prefix(8)), number(bytes.dropFirst(8)))
      guard offset <= UInt64(fileBytes), count <= UInt64(fileBytes) - offset else { return nil }
      range = Int(offset)..<Int(offset) + Int(count)
    }
  }

  /// - Parameter message: what the bytes are, as a whole.
  init(of file: UnsafeRawBufferPointer, as message: ONNXWireMessage = .model) {
    bytes = ONNXOutliner(file: file).outlined(message, 0..<file.count)
  }
}

private struct ONNXOutliner {
  let file: UnsafeRawBufferPointer

  /// A message, its tensors without their data.
  func outlined(_ message: ONNXWireMessage, _ range: Range<Int>) -> [UInt8] {
    var result: [UInt8] = []
    var copied = range.lowerBound
    var position = range.lowerBound
    while position < range.upperBound {
      let tag = varint(&position)
      let start = position
      switch tag & 7 {
      case 0: _ = varint(&position)
      case 1: position += 8
      case 5: position += 4
      default:
        let length = Int(varint(&position))
        let content = position..<position + length
        position = content.upperBound
        guard let inner = replacement(Int(tag >> 3), of: message, content) else { continue }
        result += file[copied..<start]
        append(UInt64(inner.count), to: &result)
        result += inner
        copied = position
      }
    }
    result += file[copied..<range.upperBound]
    return result
  }

  /// What stands for the content of a field, `nil` when it stays.
  private func replacement(_ field: Int, of message: ONNXWireMessage, _ range: Range<Int>) -> [UInt8]? {
    if message == .tensor, field == 9, !range.isEmpty {
      return [range.lowerBound, range.count].flatMap { number in
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (8 * $0)) }
      }
    }
    guard case .message(let inner)? = message.content(of: field)?.content, inner.holdsTensors else { return nil }
    return outlined(inner, range)
  }

  private func varint(_ position: inout Int) -> UInt64 {
    var value: UInt64 = 0
    var shift: UInt64 = 0
    while true {
      let byte = file[position]
      position += 1
      if shift < 64 { value |= UInt64(byte & 0x7F) << shift }
      if byte & 0x80 == 0 { return value }
      shift += 7
    }
  }

  private func append(_ number: UInt64, to bytes: inout [UInt8]) {
    var rest = number
    while rest > 0x7F {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(rest))
  }
}

extension ONNXWireMessage {
  /// A tensor, or a message with one somewhere inside.
  fileprivate var holdsTensors: Bool { [.graph, .node, .attribute, .tensor].contains(self) }
}
