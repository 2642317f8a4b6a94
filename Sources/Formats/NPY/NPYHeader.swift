import Tensors

/// The Python dictionary at the start of an NPY file, with exactly the keys `descr`, `fortran_order` and `shape`.
struct NPYHeader {
  let type: TensorType

  /// Element types by their NumPy code; where a type has two, the first is written. NumPy itself has no bfloat16: the
  /// libraries that add it store two bytes without a meaning.
  private static let codes: [(code: String, element: ElementType)] = [
    ("<f4", .float32), ("<f8", .float64), ("<f2", .float16), ("<V2", .bfloat16), ("|V2", .bfloat16), ("|b1", .bool),
    ("|i1", .int8), ("|u1", .uint8), ("<i2", .int16), ("<u2", .uint16), ("<i4", .int32), ("<u4", .uint32),
    ("<i8", .int64), ("<u8", .uint64),
  ]

  static func element(of code: String) -> ElementType? { codes.first { $0.code == code }?.element }
  static func code(of element: ElementType) -> String? { codes.first { $0.element == element }?.code }

  init(_ text: ArraySlice<UInt8>, file: String, offset: Int) throws(FormatError) {
    let place = FormatError.Place(file: file, field: "header", offset: offset)
    var reader = Reader(rest: text, place: place)
    try reader.take("{")
    var element: ElementType?
    var shape: Shape?
    var ordered = false
    while !reader.skip("}") {
      let key = try reader.quoted()
      try reader.take(":")
      switch key {
      case "descr":
        let code = try reader.quoted()
        element = NPYHeader.element(of: code)
        if element == nil { throw .elementType(place, found: code) }
      case "fortran_order":
        guard reader.skip("False") else { throw .refused(place, feature: "fortran_order") }
        ordered = true
      case "shape": shape = try reader.tuple()
      default: throw .value(place, expected: "descr, fortran_order or shape", found: key)
      }
      if !reader.skip(",") {
        try reader.take("}")
        break
      }
    }
    guard let element, let shape, ordered else { throw .missing(place) }
    type = TensorType(element, shape)
  }

  private struct Reader {
    var rest: ArraySlice<UInt8>
    let place: FormatError.Place

    mutating func skip(_ word: String) -> Bool {
      rest = rest.drop { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\n") }
      guard rest.starts(with: word.utf8) else { return false }
      rest = rest.dropFirst(word.utf8.count)
      return true
    }

    mutating func take(_ word: String) throws(FormatError) {
      guard skip(word) else {
        throw .value(place, expected: word, found: String(decoding: rest.prefix(8), as: UTF8.self))
      }
    }

    mutating func quoted() throws(FormatError) -> String {
      try take("'")
      guard let end = rest.firstIndex(of: UInt8(ascii: "'")) else { throw .value(place, expected: "'", found: "") }
      defer { rest = rest[(end + 1)...] }
      return String(decoding: rest[..<end], as: UTF8.self)
    }

    mutating func tuple() throws(FormatError) -> Shape {
      try take("(")
      var extents: [Int] = []
      while !skip(")") {
        let digits = rest.prefix { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
        guard let extent = Int(String(decoding: digits, as: UTF8.self)), extents.count <= Shape.maximumRank else {
          throw .shape(place, found: extents)
        }
        extents.append(extent)
        rest = rest.dropFirst(digits.count)
        if !skip(",") {
          try take(")")
          break
        }
      }
      do { return try Shape(checking: extents) } catch { throw .shape(place, found: extents) }
    }
  }
}
