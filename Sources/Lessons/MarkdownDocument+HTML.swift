import CCmarkGFM

extension MarkdownDocument {
  /// An HTML fragment. HTML in the source is dropped and `javascript:`, `vbscript:`, `file:` and non-image `data:` links
  /// are emptied, because cmark's UNSAFE option is never set.
  ///
  /// - Parameter resolve: receives every link and image destination; returns the one to write.
  package func html(resolvingLinks resolve: (String) -> String = { $0 }) -> String {
    withParsedTree(source) { root, extensions in
      Self.rewriteLinks(under: root, resolve)
      guard let text = cmark_render_html(root, Int32(CMARK_OPT_DEFAULT) | Int32(CMARK_OPT_FOOTNOTES), extensions) else {
        return ""
      }
      defer { cmark_get_default_mem_allocator().pointee.free(text) }
      return String(cString: text)
    } ?? ""
  }

  private static func rewriteLinks(under root: OpaquePointer, _ resolve: (String) -> String) {
    guard let iterator = cmark_iter_new(root) else { return }
    defer { cmark_iter_free(iterator) }
    while true {
      let step = cmark_iter_next(iterator)
      guard step == CMARK_EVENT_ENTER || step == CMARK_EVENT_EXIT, let node = cmark_iter_get_node(iterator) else {
        return
      }
      let type = cmark_node_get_type(node)
      guard step == CMARK_EVENT_ENTER, type == CMARK_NODE_LINK || type == CMARK_NODE_IMAGE,
        let url = cmark_node_get_url(node)
      else { continue }
      _ = cmark_node_set_url(node, resolve(String(cString: url)))
    }
  }
}
