extension Bool: Wire {
  public func encode(into writer: WireWriter) { writer.append(self ? 1 : 0) }

  public init(from reader: WireReader) throws(WireError) {
    switch try UInt8(from: reader) {
    case 0: self = false
    case 1: self = true
    default: throw .invalidValue(type: "Bool")
    }
  }
}

extension String: Wire {
  public func encode(into writer: WireWriter) {
    var text = self
    text.withUTF8 { utf8 in
      UInt32(truncatingIfNeeded: utf8.count).encode(into: writer)
      writer.append(UnsafeRawBufferPointer(utf8))
    }
  }

  public init(from reader: WireReader) throws(WireError) {
    let count = try reader.count(width: 1)
    guard let text = String(validating: try reader.take(count), as: UTF8.self) else { throw .invalidText }
    self = text
  }
}

extension Array: Wire where Element: Wire {
  public func encode(into writer: WireWriter) {
    UInt32(truncatingIfNeeded: count).encode(into: writer)
    Element.encode(self, into: writer)
  }

  public init(from reader: WireReader) throws(WireError) {
    self = try Element.decode(count: try reader.count(width: 0), from: reader)
  }
}

extension Optional: Wire where Wrapped: Wire {
  public func encode(into writer: WireWriter) {
    (self != nil).encode(into: writer)
    self?.encode(into: writer)
  }

  public init(from reader: WireReader) throws(WireError) {
    self = try Bool(from: reader) ? Wrapped(from: reader) : nil
  }
}
