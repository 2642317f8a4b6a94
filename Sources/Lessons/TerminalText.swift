/// A Markdown document laid out for a terminal of a given width.
package struct TerminalText: Sendable {
  /// Columns to fill; at least 20.
  package let width: Int
  /// Whether ANSI codes are written. The caller decides, from the terminal and `NO_COLOR`.
  package let isColoured: Bool

  package init(width: Int = 80, isColoured: Bool = false) {
    self.width = max(20, width)
    self.isColoured = isColoured
  }

  /// Headings, paragraphs, lists, quotes, tables and code, each line ended by a newline; no trailing blank line.
  package func render(_ document: MarkdownDocument) -> String {
    var layout = TerminalLayout(width: width, isColoured: isColoured)
    for event in document.events { layout.take(event) }
    return layout.finished()
  }
}

/// Turns events into lines. Open blocks live on an explicit stack of line prefixes, so depth costs heap, not stack.
struct TerminalLayout {
  struct Prefix {
    /// Written once, on the first line of the block: a bullet or a number.
    var marker: StyledText
    var continuation: StyledText
    var isMarkerPending = true
  }

  let width: Int
  let isColoured: Bool
  private var lines: [String] = []
  private var prefixes: [Prefix] = []
  /// Open blocks without a prefix of their own: nested deeper than half the width, so that text always has room.
  private var hiddenDepth = 0
  private var lists: [(next: Int?, isTight: Bool)] = []
  private var inline = StyledText()
  private var styles: [StyledText.Style] = [[]]
  private var table: TerminalTable?
  private var wantsBlank = false

  init(width: Int, isColoured: Bool) {
    self.width = width
    self.isColoured = isColoured
  }

  func finished() -> String {
    lines.isEmpty ? "" : lines.joined(separator: "\n") + "\n"
  }

  mutating func take(_ event: MarkdownEvent) {
    switch event.phase {
    case .enter: enter(event.element)
    case .leave: leave(event.element)
    }
  }

  private var style: StyledText.Style { styles.last ?? [] }

  private mutating func enter(_ element: MarkdownElement) {
    switch element {
    case .text(let text): inline.append(text, style)
    case .code(let text): inline.append(text, style.union(.code))
    case .softBreak: inline.appendSoftBreak(style)
    case .lineBreak: flushParagraph(endsBlock: false)
    case .emphasis: push(.italic)
    case .strong: push(.bold)
    case .strikethrough: push(.strike)
    case .link: push(.underline)
    case .image: inline.append("[", style)
    case .footnoteReference(let label): inline.append("[\(label)]", style.union(.dim))
    case .heading(let level):
      startBlock()
      push(level <= 2 ? [.bold, .underline] : .bold)
    case .paragraph: if table == nil { startBlock() }
    case .blockQuote:
      startBlock()
      pushPrefix(marker: "│ ", continuation: "│ ", style: .dim)
    case .list(let start, let isTight):
      startBlock()
      lists.append((start, isTight))
    case .item(let isChecked): enterItem(isChecked)
    case .footnoteDefinition(let label):
      startBlock()
      pushPrefix(marker: "[\(label)] ", continuation: "    ", style: .dim)
    case .codeBlock(_, let literal): writeCode(literal)
    case .thematicBreak:
      startBlock()
      inline.append(String(repeating: "─", count: max(3, width - prefixWidth)), .dim)
      flushParagraph(endsBlock: true)
    case .table(let alignments):
      startBlock()
      table = TerminalTable(alignments: alignments)
    case .tableRow(let isHeader): table?.beginRow(isHeader: isHeader)
    case .tableCell: push(table?.isInHeader == true ? .bold : [])
    case .document, .rawHTML: break
    }
  }

  private mutating func leave(_ element: MarkdownElement) {
    switch element {
    case .emphasis, .strong, .strikethrough: pop()
    case .link(let destination):
      pop()
      if destination.hasPrefix("http") { inline.append(" <\(destination)>", style.union(.dim)) }
    case .image(let destination): inline.append("] (\(destination))", style.union(.dim))
    case .heading:
      pop()
      flushParagraph(endsBlock: true)
    case .paragraph: if table == nil { flushParagraph(endsBlock: true) }
    case .blockQuote, .footnoteDefinition: popPrefix()
    case .item: popPrefix()
    case .list:
      if !lists.isEmpty { lists.removeLast() }
      wantsBlank = lists.last?.isTight != true
    case .tableCell:
      pop()
      table?.cells.append(inline)
      inline = StyledText()
    case .tableRow: table?.endRow()
    case .table:
      let rows = table?.lines(width: width - prefixWidth) ?? []
      table = nil
      for row in rows { write(row) }
      wantsBlank = true
    default: break
    }
  }

  private mutating func enterItem(_ isChecked: Bool?) {
    var marker = "• "
    if let number = lists.last?.next {
      marker = "\(number). "
      lists[lists.count - 1].next = number + 1
    }
    if let isChecked { marker = isChecked ? "[x] " : "[ ] " }
    if lists.last?.isTight == false { startBlock() } else { wantsBlank = wantsBlank && prefixes.isEmpty }
    pushPrefix(marker: marker, continuation: String(repeating: " ", count: DisplayWidth.of(marker)), style: .dim)
  }

  private mutating func writeCode(_ literal: String) {
    startBlock()
    var body = literal.split(separator: "\n", omittingEmptySubsequences: false)
    if body.last?.isEmpty == true { body.removeLast() }
    for text in body {
      var line = StyledText()
      line.append("    ")
      line.append(String(text.map { $0 == "\t" ? " " : $0 }), .code)
      write(line)
    }
    wantsBlank = true
  }

  /// A blank line between this block and the one before it, where the list isn't tight.
  private mutating func startBlock() {
    if wantsBlank, !lines.isEmpty, !prefixes.contains(where: \.isMarkerPending) {
      lines.append(prefixText(isBlank: true).painted(isColoured: isColoured))
    }
    wantsBlank = false
  }

  private mutating func flushParagraph(endsBlock: Bool) {
    for line in inline.wrapped(to: width - prefixWidth) { write(line) }
    inline = StyledText()
    if endsBlock { wantsBlank = lists.last?.isTight != true }
  }

  private mutating func write(_ line: StyledText) {
    var text = prefixText(isBlank: false)
    text.glyphs += line.glyphs
    lines.append(text.trimmingTrailingSpaces().painted(isColoured: isColoured))
  }

  private var prefixWidth: Int { prefixes.reduce(0) { $0 + $1.continuation.width } }

  private mutating func prefixText(isBlank: Bool) -> StyledText {
    var text = StyledText()
    for index in prefixes.indices {
      let isMarker = !isBlank && prefixes[index].isMarkerPending
      text.glyphs += (isMarker ? prefixes[index].marker : prefixes[index].continuation).glyphs
      if isMarker { prefixes[index].isMarkerPending = false }
    }
    return isBlank ? text.trimmingTrailingSpaces() : text
  }

  private mutating func pushPrefix(marker: String, continuation: String, style: StyledText.Style) {
    guard hiddenDepth == 0, prefixWidth + DisplayWidth.of(continuation) <= width / 2 else {
      hiddenDepth += 1
      return
    }
    var prefix = Prefix(marker: StyledText(), continuation: StyledText())
    prefix.marker.append(marker, style)
    prefix.continuation.append(continuation, style)
    prefixes.append(prefix)
  }

  private mutating func popPrefix() {
    if hiddenDepth > 0 {
      hiddenDepth -= 1
    } else if !prefixes.isEmpty {
      prefixes.removeLast()
    }
  }

  private mutating func push(_ added: StyledText.Style) { styles.append(style.union(added)) }
  private mutating func pop() { if styles.count > 1 { styles.removeLast() } }
}
