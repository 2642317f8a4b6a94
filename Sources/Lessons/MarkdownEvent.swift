/// One step of a depth-first walk over a parsed document. Leaves (text, code, breaks) are entered and never left.
package struct MarkdownEvent: Hashable, Sendable {
  package enum Phase: Hashable, Sendable { case enter, leave }

  package let phase: Phase
  package let element: MarkdownElement
  /// 1-based line in the source; 0 where the parser keeps none (inside table cells).
  package let line: Int
}

/// The parts of CommonMark with the GitHub extensions that lessons use.
package enum MarkdownElement: Hashable, Sendable {
  package enum Alignment: Hashable, Sendable { case leading, centre, trailing }

  case document
  case blockQuote
  /// `start` is the first number; `nil` for bullets.
  case list(start: Int?, isTight: Bool)
  /// `isChecked` is `nil` for an item without a check box.
  case item(isChecked: Bool?)
  /// `info` is the text after the fence, as in `swift run`.
  case codeBlock(info: String, literal: String)
  case paragraph
  case heading(level: Int)
  case thematicBreak
  case table(alignments: [Alignment])
  case tableRow(isHeader: Bool)
  case tableCell
  case footnoteDefinition(label: String)
  case footnoteReference(label: String)
  case text(String)
  case code(String)
  case softBreak
  case lineBreak
  case emphasis
  case strong
  case strikethrough
  case link(destination: String)
  case image(destination: String)
  /// HTML in the source. It's kept so that checks can name it and never reaches a reader.
  case rawHTML(String)
}
