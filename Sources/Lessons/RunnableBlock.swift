/// Swift in a lesson that a test compiles and runs: a fence marked `swift run`, followed by a fence marked `output`.
package struct RunnableBlock: Hashable, Sendable {
  package let code: String
  /// What the program prints, as the reader sees it; `nil` when no `output` fence follows.
  package let expectedOutput: String?
  /// 1-based line of the opening fence in the Markdown text.
  package let line: Int
}

extension MarkdownDocument {
  /// The runnable blocks in reading order.
  package var runnableBlocks: [RunnableBlock] {
    var blocks: [RunnableBlock] = []
    for (index, event) in events.enumerated() {
      guard case .codeBlock("swift run", let code) = event.element else { continue }
      var output: String?
      if events.indices.contains(index + 1), case .codeBlock("output", let text) = events[index + 1].element {
        output = text
      }
      blocks.append(RunnableBlock(code: code, expectedOutput: output, line: event.line))
    }
    return blocks
  }
}
