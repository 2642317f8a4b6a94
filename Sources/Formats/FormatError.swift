/// What is wrong with the bytes of a file: where, what was expected, what was found.
package enum FormatError: Error, Sendable, Hashable {
  /// A place in a file.
  package struct Place: Sendable, Hashable {
    package let file: String
    /// The field or the named thing inside the file: "graph.initializer[3].raw_data", "header".
    package let field: String
    /// Bytes from the start of the file, where the reader knows them.
    package let offset: Int?

    package init(file: String, field: String, offset: Int? = nil) {
      self.file = file
      self.field = field
      self.offset = offset
    }
  }

  /// The operating system refused to open, read or write; `code` is errno.
  case unreadable(file: String, code: Int32)
  case unwritable(file: String, code: Int32)
  /// The file does not start with what such a file starts with.
  case notThisFormat(Place, format: String)
  /// The file ends too early.
  case truncated(Place, needed: Int, found: Int)
  /// Bytes are left behind the last thing the file announces.
  case trailingBytes(Place, count: Int)
  /// The protobuf or deflate stream does not decode.
  case undecodable(Place, problem: String)
  /// A count, length, depth or extent is above what this reader allows.
  case limit(Place, name: String, allowed: Int, found: Int)
  /// The bytes of a tensor do not fill its shape.
  case byteCount(Place, expected: Int, found: Int)
  /// Extents that are negative, too large, or whose product overflows.
  case shape(Place, found: [Int])
  /// An element type that this reader does not read; `found` is the file's own code or name.
  case elementType(Place, found: String)
  case missing(Place)
  case duplicate(Place, name: String)
  case value(Place, expected: String, found: String)
  /// A feature of the format that is refused on purpose: "external data", "subgraph", "function".
  case refused(Place, feature: String)
}
