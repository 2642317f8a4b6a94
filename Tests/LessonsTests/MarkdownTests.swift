import Lessons
import Testing

@Suite struct MarkdownTests {
  private func html(_ source: String) throws -> String {
    try MarkdownDocument(source, file: "test").html()
  }

  @Test func tablesTasksAndStrikethroughAreUnderstood() throws {
    let html = try html("| a | b |\n|:-:|--:|\n| 1 | ~~2~~ |\n\n- [x] done\n- [ ] open\n")
    #expect(html.contains("<td align=\"center\">1</td>"))
    #expect(html.contains("<del>2</del>"))
    #expect(html.contains("type=\"checkbox\" checked=\"\""))
  }

  @Test(arguments: [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "text <b onclick=\"x()\">bold</b>",
    "[x](javascript:alert(1))", "![x](javascript:alert(1))", "[x](data:text/html;base64,AAAA)",
    "<iframe src=\"https://example.org\"></iframe>",
  ])
  func activeContentNeverReachesTheHTML(_ source: String) throws {
    let html = try html(source).lowercased()
    #expect(!html.contains("<script") && !html.contains("onerror=alert") && !html.contains("onclick"))
    #expect(!html.contains("javascript:") && !html.contains("data:text") && !html.contains("<iframe"))
  }

  @Test func linksAreResolvedByTheCaller() throws {
    let document = try MarkdownDocument("![f](figure.svg) [l](a.md)", file: "test")
    let html = document.html { "/lessons/F01/" + $0 }
    #expect(html.contains("src=\"/lessons/F01/figure.svg\"") && html.contains("href=\"/lessons/F01/a.md\""))
  }

  /// Nesting by indentation, one list inside the other: 700 levels are 490 KB of text.
  @Test func deepNestingIsWalkedInBalance() throws {
    let source = (0..<700).map { String(repeating: "  ", count: $0) + "- level" }.joined(separator: "\n")
    let document = try MarkdownDocument(source, file: "test")
    let depth = document.events.count { $0.phase == .enter && $0.element == .item(isChecked: nil) }
    #expect(depth == 700)
    #expect(document.events.count { $0.phase == .leave && $0.element == .item(isChecked: nil) } == depth)
    #expect(TerminalText(width: 40).render(document).split(separator: "\n").count == 700)
  }

  @Test(arguments: ["> ", "- ", "1. ", "+ ", "* ", ">", "1) "]) func nestingWithinALineIsBounded(_ marker: String)
    throws
  {
    let limit = MarkdownDocument.nestingLimit
    #expect(throws: LessonError.nestedTooDeep(file: "test", line: 2, limit: limit)) {
      try MarkdownDocument("ok\n" + String(repeating: marker, count: limit + 1) + "deep", file: "test")
    }
    #expect(try MarkdownDocument(String(repeating: marker, count: limit) + "deep", file: "test").events.count > limit)
  }

  @Test func textAboveTheLimitIsRefused() {
    let bytes = MarkdownDocument.byteLimit + 1
    #expect(throws: LessonError.tooLarge(file: "big.md", bytes: bytes, limit: MarkdownDocument.byteLimit)) {
      try MarkdownDocument(String(repeating: "a", count: bytes), file: "big.md")
    }
  }

  @Test func runnableBlocksCarryTheOutputThatFollows() throws {
    let source = """
      ```swift run
      print(1)
      ```

      ```output
      1
      ```

      ```swift
      notRun()
      ```

      ```swift run
      print(2)
      ```

      text
      """
    let blocks = try MarkdownDocument(source, file: "test").runnableBlocks
    #expect(blocks.map(\.code) == ["print(1)\n", "print(2)\n"])
    #expect(blocks.map(\.expectedOutput) == ["1\n", nil])
    #expect(blocks.map(\.line) == [1, 13])
  }

  @Test func measurementReferencesAreReplacedOrNamed() {
    let text = "a {{measurement:m1.latency.median}} b\nc {{measurement:m2.bytes}}{{measurement:broken"
    let resolved = MeasurementReference.resolve(text) { $0.id == "m1" ? "12.4 ms (\($0.field))" : nil }
    #expect(resolved.text == "a 12.4 ms (latency.median) b\nc {{measurement:m2.bytes}}{{measurement:broken")
    #expect(resolved.unresolved == [MeasurementReference(id: "m2", field: "bytes", line: 2)])
  }
}
