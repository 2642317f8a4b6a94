package import struct Foundation.URL

/// A table of text: fields between commas, rows between line ends; a field in quotes may hold both (RFC 4180).
package struct CSVFile: Sendable, Hashable {
  package struct Row: Sendable, Hashable {
    /// Where it begins, from 1.
    package let line: Int
    package let fields: [String]
  }

  /// All of them have as many fields as the first one; empty lines are left out.
  package let rows: [Row]

  /// The largest file read, bytes, and the most fields of a row.
  package static let maximumBytes = 1 << 28
  package static let maximumFields = 1 << 16

  /// - Throws: ``FormatError``.
  package static func read(_ url: URL) throws(FormatError) -> CSVFile {
    try read(FileBytes.read(url, limit: maximumBytes), file: url.path)
  }

  /// - Parameter file: what errors call these bytes.
  /// - Throws: ``FormatError`` for an open quote, text around a quoted field, bytes that are no UTF-8, or a row of another
  ///   length.
  package static func read(_ bytes: [UInt8], file: String) throws(FormatError) -> CSVFile {
    var reader = Reader(bytes: bytes, file: file)
    return CSVFile(rows: try reader.rows())
  }
}

private struct Reader {
  let bytes: [UInt8]
  let file: String
  private var position = 0
  private var line = 1

  private static let (quote, comma, newline, carriage) = (UInt8(0x22), UInt8(0x2C), UInt8(0x0A), UInt8(0x0D))

  init(bytes: [UInt8], file: String) {
    self.bytes = bytes
    self.file = file
    // The mark that spreadsheets put in front of UTF-8.
    if bytes.starts(with: [0xEF, 0xBB, 0xBF]) { position = 3 }
  }

  mutating func rows() throws(FormatError) -> [CSVFile.Row] {
    var rows: [CSVFile.Row] = []
    while position < bytes.count {
      let start = line
      var fields = [try field()]
      while position < bytes.count, bytes[position] == Self.comma {
        position += 1
        guard fields.count < CSVFile.maximumFields else {
          throw .limit(
            place("line \(start)"), name: "fields", allowed: CSVFile.maximumFields, found: fields.count + 1)
        }
        fields.append(try field())
      }
      skipLineEnd()
      if fields == [""] { continue }
      if let first = rows.first, first.fields.count != fields.count {
        throw .value(
          place("line \(start)"), expected: "\(first.fields.count) fields", found: "\(fields.count) fields")
      }
      rows.append(CSVFile.Row(line: start, fields: fields))
    }
    return rows
  }

  /// Up to a comma, a line end or the end.
  private mutating func field() throws(FormatError) -> String {
    if position < bytes.count, bytes[position] == Self.quote { return try quotedField() }
    let start = position
    while position < bytes.count, ![Self.comma, Self.newline, Self.carriage].contains(bytes[position]) {
      guard bytes[position] != Self.quote else {
        throw .value(place("line \(line)"), expected: "a quote at the start of a field", found: "one inside")
      }
      position += 1
    }
    return try text(bytes[start..<position])
  }

  private mutating func quotedField() throws(FormatError) -> String {
    let opening = line
    position += 1
    var content: [UInt8] = []
    while true {
      guard position < bytes.count else {
        throw .truncated(place("line \(opening)"), needed: bytes.count + 1, found: bytes.count)
      }
      let byte = bytes[position]
      position += 1
      if byte == Self.quote {
        guard position < bytes.count, bytes[position] == Self.quote else { break }
        position += 1
      }
      if byte == Self.newline { line += 1 }
      content.append(byte)
    }
    guard position == bytes.count || [Self.comma, Self.newline, Self.carriage].contains(bytes[position]) else {
      throw .value(place("line \(line)"), expected: "a comma after a quoted field", found: "byte \(bytes[position])")
    }
    return try text(content[...])
  }

  /// LF, CR LF, or CR.
  private mutating func skipLineEnd() {
    if position < bytes.count, bytes[position] == Self.carriage { position += 1 }
    if position < bytes.count, bytes[position] == Self.newline { position += 1 }
    line += 1
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(FormatError) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw .value(place("line \(line)"), expected: "UTF-8", found: "other bytes")
    }
    return text
  }

  private func place(_ field: String) -> FormatError.Place { .init(file: file, field: field) }
}
