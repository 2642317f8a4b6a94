/// A place in the JSON tree that an encoder fills. A reference, because `Encoder` hands out containers before their
/// content exists.
final class CanonicalSlot {
  enum Content {
    case empty
    case literal([UInt8])
    case array([CanonicalSlot])
    case object([String: CanonicalSlot])
  }

  var content = Content.empty

  func element() -> CanonicalSlot {
    let slot = CanonicalSlot()
    if case .array(var elements) = content {
      content = .empty
      elements.append(slot)
      content = .array(elements)
    } else {
      content = .array([slot])
    }
    return slot
  }

  func member(_ key: String) -> CanonicalSlot {
    let slot = CanonicalSlot()
    if case .object(var members) = content {
      content = .empty
      members[key] = slot
      content = .object(members)
    } else {
      content = .object([key: slot])
    }
    return slot
  }

  func write(to bytes: inout [UInt8]) {
    switch content {
    case .empty:
      bytes += Array("{}".utf8)
    case .literal(let text):
      bytes += text
    case .array(let elements):
      bytes.append(UInt8(ascii: "["))
      for (index, element) in elements.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        element.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "]"))
    case .object(let members):
      bytes.append(UInt8(ascii: "{"))
      let sorted = members.sorted { $0.key.unicodeScalars.lexicographicallyPrecedes($1.key.unicodeScalars) }
      for (index, member) in sorted.enumerated() {
        if index > 0 { bytes.append(UInt8(ascii: ",")) }
        bytes += Self.quoted(member.key)
        bytes.append(UInt8(ascii: ":"))
        member.value.write(to: &bytes)
      }
      bytes.append(UInt8(ascii: "}"))
    }
  }

  static func quoted(_ text: String) -> [UInt8] {
    let digits = Array("0123456789abcdef".utf8)
    var bytes: [UInt8] = [UInt8(ascii: "\"")]
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"):
        bytes += [UInt8(ascii: "\\"), byte]
      case ..<0x20:
        bytes += Array("\\u00".utf8) + [digits[Int(byte >> 4)], digits[Int(byte & 15)]]
      default:
        bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
    return bytes
  }
}
