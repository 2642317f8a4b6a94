import CCmarkGFM

/// A Markdown text (CommonMark with tables, task lists, strikethrough and footnotes), parsed by cmark-gfm.
///
/// The value holds the text and a flat list of events; no parser memory outlives the initializer. The walk uses cmark's
/// own iterator, so nesting depth costs no stack.
package struct MarkdownDocument: Hashable, Sendable {
  /// Largest text that is parsed: 2 MiB.
  package static let byteLimit = 2 << 20

  package let source: String
  package let events: [MarkdownEvent]

  /// Most quotes and list items that one line may open. The table extension reads the rest of a line anew for each of
  /// them, so without a bound one long line costs quadratic time.
  package static let nestingLimit = 100

  /// - Parameter file: named in the error, nothing else.
  /// - Throws: ``LessonError/tooLarge(file:bytes:limit:)`` or ``LessonError/nestedTooDeep(file:line:limit:)``.
  package init(_ source: String, file: String) throws(LessonError) {
    let bytes = source.utf8.count
    guard bytes <= Self.byteLimit else { throw .tooLarge(file: file, bytes: bytes, limit: Self.byteLimit) }
    if let line = Self.lineNestedTooDeep(in: source) {
      throw .nestedTooDeep(file: file, line: line, limit: Self.nestingLimit)
    }
    self.source = source
    events = withParsedTree(source) { root, _ in Self.walk(root) } ?? []
  }

  private static func lineNestedTooDeep(in source: String) -> Int? {
    var line = 1
    var openings = 0
    var isInMarkers = true
    for byte in source.utf8 {
      switch byte {
      case UInt8(ascii: "\n"):
        line += 1
        openings = 0
        isInMarkers = true
      case UInt8(ascii: ">"), UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "*"), UInt8(ascii: "."),
        UInt8(ascii: ")"):
        // A rule such as `----` opens nothing but is counted; none is this long.
        guard isInMarkers else { continue }
        openings += 1
        if openings > nestingLimit { return line }
      case UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "0")...UInt8(ascii: "9"): continue
      default: isInMarkers = false
      }
    }
    return nil
  }

  private static func walk(_ root: OpaquePointer) -> [MarkdownEvent] {
    guard let iterator = cmark_iter_new(root) else { return [] }
    defer { cmark_iter_free(iterator) }
    var events: [MarkdownEvent] = []
    while true {
      let step = cmark_iter_next(iterator)
      guard step == CMARK_EVENT_ENTER || step == CMARK_EVENT_EXIT, let node = cmark_iter_get_node(iterator) else {
        return events
      }
      guard let element = MarkdownElement(node) else { continue }
      let phase: MarkdownEvent.Phase = step == CMARK_EVENT_ENTER ? .enter : .leave
      events.append(MarkdownEvent(phase: phase, element: element, line: Int(cmark_node_get_start_line(node))))
    }
  }
}

/// Registers the extensions once per process, as cmark-gfm requires.
private let extensionsAreRegistered: Void = cmark_gfm_core_extensions_ensure_registered()

/// Parses `source`, hands the tree and the extensions to `body`, frees both.
/// - Returns: `nil` when cmark can't allocate a parser.
func withParsedTree<Result>(
  _ source: String, _ body: (OpaquePointer, UnsafeMutablePointer<cmark_llist>?) -> Result
) -> Result? {
  _ = extensionsAreRegistered
  guard let parser = cmark_parser_new(Int32(CMARK_OPT_DEFAULT) | Int32(CMARK_OPT_FOOTNOTES)) else { return nil }
  defer { cmark_parser_free(parser) }
  for name in ["table", "tasklist", "strikethrough", "autolink"] {
    if let found = cmark_find_syntax_extension(name) { cmark_parser_attach_syntax_extension(parser, found) }
  }
  cmark_parser_feed(parser, source, source.utf8.count)
  guard let root = cmark_parser_finish(parser) else { return nil }
  defer { cmark_node_free(root) }
  return body(root, cmark_parser_get_syntax_extensions(parser))
}
