import Lessons
import Testing

@Suite struct TerminalTests {
  private func render(_ source: String, width: Int = 40, isColoured: Bool = false) throws -> String {
    TerminalText(width: width, isColoured: isColoured).render(try MarkdownDocument(source, file: "test"))
  }

  @Test(arguments: [("abc", 3), ("量子化", 6), ("ｱｲ", 2), ("−127", 4), ("e\u{301}", 1), ("👩‍🔬", 2), ("（", 2), ("", 0)])
  func widthIsCountedInColumns(_ text: String, _ columns: Int) {
    #expect(DisplayWidth.of(text) == columns)
  }

  @Test func noLineIsWiderThanTheTerminal() throws {
    let source = "重みが4つあります。−0.9、−0.2、0.1、1.27。対称 int8 量子化のスケールは 1.27 ÷ 127 = 0.01 なので、何も失われません。"
    for width in 20...60 {
      let lines = try render(source, width: width).split(separator: "\n")
      #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "width \(width)")
      #expect(!lines.contains { "、。）".contains($0.first ?? " ") || $0.hasSuffix("（") }, "width \(width)")
    }
  }

  @Test func wrappingKeepsEveryCharacterThatIsNotASpace() throws {
    let source = "Take four weights: −0.9, −0.2, 0.1 and 1.27. 対称量子化では、（スケール）は 0.01 です。"
    let expected = source.filter { !$0.isWhitespace }
    #expect(try render(source, width: 20).filter { !$0.isWhitespace } == expected)
  }

  @Test func listsQuotesAndCodeAreIndented() throws {
    let source = "1. one\n2. two\n   - nested\n\n> quoted\n\n```swift\nlet a = 1\n```\n"
    #expect(
      try render(source) == """
        1. one
        2. two
           • nested

        │ quoted

            let a = 1

        """)
  }

  @Test func tableColumnsAlignByDisplayWidth() throws {
    let source = "| 形式 | bytes |\n|---|---:|\n| 量子化 | 4 |\n| fp32 | 16 |\n"
    #expect(
      try render(source) == """
        形式    bytes
        ──────  ─────
        量子化      4
        fp32       16

        """)
  }

  @Test func wideTablesWrapInsideTheirCells() throws {
    let source = "| a | b |\n|---|---|\n| " + String(repeating: "word ", count: 20) + "| x |\n"
    let lines = try render(source, width: 30).split(separator: "\n")
    #expect(lines.count > 4)
    #expect(lines.allSatisfy { DisplayWidth.of($0) <= 30 })
  }

  @Test func coloursAppearOnlyWhenAsked() throws {
    let source = "# Title\n\n**bold** and `code`\n"
    #expect(try !render(source).contains("\u{1B}"))
    let coloured = try render(source, isColoured: true)
    #expect(coloured.contains("\u{1B}[1mbold\u{1B}[0m"))
    #expect(coloured.contains("\u{1B}[36mcode\u{1B}[0m"))
  }

  @Test func escapeSequencesInTheTextAreDropped() throws {
    let rendered = try render("a\u{1B}[31mred `\u{1B}]0;title\u{07}`\n")
    #expect(!rendered.unicodeScalars.contains { $0.value < 0x20 && $0 != "\n" })
  }

  @Test func softBreaksJoinJapaneseWithoutASpace() throws {
    #expect(try render("量子化\nする") == "量子化する\n")
    #expect(try render("one\ntwo") == "one two\n")
  }
}

/// Hostile and random documents: nothing traps, nothing grows out of proportion, no escape sequence gets through.
@Suite struct TerminalRobustnessTests {
  private static let hostile: [String: String] = [
    "quotes": String(repeating: "> ", count: 100) + String(repeating: "word ", count: 50_000),
    "indented lists": (0..<700).map { String(repeating: " ", count: 2 * $0) + "- x" }.joined(separator: "\n"),
    "brackets": String(repeating: "[", count: 200_000),
    "emphasis": String(repeating: "*a_", count: 100_000),
    "images": String(repeating: "![a](b)", count: 20_000),
    "escapes": "```\n" + String(repeating: "\u{1B}[2J\n", count: 50_000),
    "wide table": ["a|", "-|", "word word|"].map { "|" + String(repeating: $0, count: 2_000) }
      .joined(separator: "\n"),
  ]

  @Test(.timeLimit(.minutes(1)), arguments: hostile.keys.sorted())
  func hostileDocuments(_ name: String) throws {
    let source = try #require(Self.hostile[name])
    let text = TerminalText(width: 40).render(try MarkdownDocument(source, file: name))
    #expect(text.contains("\u{1B}") == false)
    let isBounded = text.utf8.count < 40 * source.utf8.count + 1_000
    #expect(isBounded)
  }

  @Test func randomDocuments() throws {
    let parts = [
      "# ", "> ", "- ", "1. ", "`", "```\n", "**", "*", "~~", "[", "](", ")", "|", "\n", "\n\n", "|-|-|\n", " ", "word",
      "量子化", "（", "）。", "![", "<b>", "&amp;", "\\", "[^1]", "[^1]: ", "- [x] ", "\t", "👩‍🔬", "e\u{301}",
      "{{measurement:a.b}}",
    ]
    let seed: UInt64 = 20_261_121
    var state = seed
    for round in 0..<2_000 {
      var source = ""
      for _ in 0..<40 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        source += parts[Int(state >> 33) % parts.count]
      }
      let document = try MarkdownDocument(source, file: "test")
      let enters = document.events.count { $0.phase == .enter && $0.element == .paragraph }
      let leaves = document.events.count { $0.phase == .leave && $0.element == .paragraph }
      #expect(enters == leaves, "seed \(seed), round \(round)")
      _ = TerminalText(width: 20 + round % 60, isColoured: round.isMultiple(of: 2)).render(document)
      _ = document.html()
      _ = document.shape
    }
  }
}
