import CCmarkGFM

extension MarkdownElement {
  /// `nil` for node kinds that lessons don't use (an extension's own kinds); their children are still walked.
  init?(_ node: OpaquePointer) {
    switch cmark_node_get_type(node) {
    case CMARK_NODE_DOCUMENT: self = .document
    case CMARK_NODE_BLOCK_QUOTE: self = .blockQuote
    case CMARK_NODE_LIST:
      let isOrdered = cmark_node_get_list_type(node) == CMARK_ORDERED_LIST
      self = .list(
        start: isOrdered ? Int(cmark_node_get_list_start(node)) : nil, isTight: cmark_node_get_list_tight(node) != 0)
    case CMARK_NODE_ITEM:
      let isTask = string(cmark_node_get_type_string(node)) == "tasklist"
      self = .item(isChecked: isTask ? cmark_gfm_extensions_get_tasklist_item_checked(node) : nil)
    case CMARK_NODE_CODE_BLOCK:
      self = .codeBlock(info: string(cmark_node_get_fence_info(node)), literal: string(cmark_node_get_literal(node)))
    case CMARK_NODE_HTML_BLOCK, CMARK_NODE_HTML_INLINE: self = .rawHTML(string(cmark_node_get_literal(node)))
    case CMARK_NODE_PARAGRAPH: self = .paragraph
    case CMARK_NODE_HEADING: self = .heading(level: Int(cmark_node_get_heading_level(node)))
    case CMARK_NODE_THEMATIC_BREAK: self = .thematicBreak
    case CMARK_NODE_FOOTNOTE_DEFINITION: self = .footnoteDefinition(label: string(cmark_node_get_literal(node)))
    case CMARK_NODE_FOOTNOTE_REFERENCE: self = .footnoteReference(label: string(cmark_node_get_literal(node)))
    case CMARK_NODE_TEXT: self = .text(string(cmark_node_get_literal(node)))
    case CMARK_NODE_CODE: self = .code(string(cmark_node_get_literal(node)))
    case CMARK_NODE_SOFTBREAK: self = .softBreak
    case CMARK_NODE_LINEBREAK: self = .lineBreak
    case CMARK_NODE_EMPH: self = .emphasis
    case CMARK_NODE_STRONG: self = .strong
    case CMARK_NODE_LINK: self = .link(destination: string(cmark_node_get_url(node)))
    case CMARK_NODE_IMAGE: self = .image(destination: string(cmark_node_get_url(node)))
    default:
      switch string(cmark_node_get_type_string(node)) {
      case "table": self = .table(alignments: Self.alignments(of: node))
      case "table_header": self = .tableRow(isHeader: true)
      case "table_row": self = .tableRow(isHeader: cmark_gfm_extensions_get_table_row_is_header(node) != 0)
      case "table_cell": self = .tableCell
      case "strikethrough": self = .strikethrough
      default: return nil
      }
    }
  }

  private static func alignments(of table: OpaquePointer) -> [Alignment] {
    let count = Int(cmark_gfm_extensions_get_table_columns(table))
    guard let letters = cmark_gfm_extensions_get_table_alignments(table) else { return [] }
    return (0..<count).map { column in
      switch letters[column] {
      case UInt8(ascii: "c"): .centre
      case UInt8(ascii: "r"): .trailing
      default: .leading
      }
    }
  }
}

private func string(_ pointer: UnsafePointer<CChar>?) -> String {
  pointer.map { String(cString: $0) } ?? ""
}
