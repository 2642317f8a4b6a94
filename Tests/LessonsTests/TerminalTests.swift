import Testing

@testable import Lessons

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
