import Lessons
import Reports
import Testing
import Workbench

@Suite struct TerminalTests {
  @Test func fullWidthCharactersTakeTwoColumns() {
    #expect(DisplayWidth.of("abc") == 3)
    #expect(DisplayWidth.of("量子化 int8") == 11)
    #expect(DisplayWidth.of("µs ✓ ▁█") == 7)
    #expect(DisplayWidth.of("e\u{301}") == 1)
    #expect(Columns.padded("量", to: 4) == "量  ")
    #expect(Columns.padded("12", to: 4, alignment: .right) == "  12")
  }

  @Test func cuttingNeverExceedsTheWidth() {
    #expect(Columns.cut("abcdef", to: 6) == "abcdef")
    #expect(Columns.cut("abcdefg", to: 6) == "abcde…")
    #expect(Columns.cut("量子化", to: 4) == "量…")
    for width in 0...12 { #expect(DisplayWidth.of(Columns.cut("量子化 int8 のスケール", to: width)) <= width) }
  }

  @Test func wrappedLinesFitAndDoNotStartWithAFullStop() {
    let text = "重みが4つあります。最後の重みを 12.7 に変えてみます。The scale grows tenfold, others shrink."
    for width in 12...40 {
      let lines = Columns.wrapped(text, to: width)
      for line in lines {
        // A closing mark may hang over by its two columns rather than start a line.
        #expect(DisplayWidth.of(line) <= width + 2)
        #expect(!["。", "、", "）"].contains(line.first))
      }
      let joined = lines.joined().filter { $0 != " " }
      #expect(joined == text.filter { $0 != " " })
    }
  }

  @Test func tablesAlignAcrossBothKindsOfCharacters() {
    var table = TextTable([.left, .right])
    table.add(["元のモデル", "412.6 KB"])
    table.add(["int8", "9.4 KB"])
    #expect(table.lines == ["  元のモデル   412.6 KB", "  int8           9.4 KB"])
  }

  @Test func sparklinesSpanFromTheSmallestToTheLargest() {
    #expect(Sparkline.of([0, 1, 2, 3, 4, 5, 6, 7]) == "▁▂▃▄▅▆▇█")
    #expect(Sparkline.of([]) == "")
    #expect(Sparkline.of([1, .nan, 1]).count == 2)
    #expect(Sparkline.of((0..<100).map(Double.init), width: 10).count == 10)
  }

  @Test func barsFillInEighths() {
    #expect(ProgressLine.bar(0, columns: 4) == "    ")
    #expect(ProgressLine.bar(1, columns: 4) == "████")
    #expect(ProgressLine.bar(0.5, columns: 4) == "██  ")
    #expect(ProgressLine.bar(0.28125, columns: 4) == "█▏  ")
    #expect(ProgressLine.bar(.nan, columns: 4) == "    ")
    #expect(ProgressLine.bar(7, columns: 4) == "████")
  }

  @Test func aPipeGetsOneLineAStep() {
    var line = ProgressLine(language: .ja, width: 80, isLive: false)
    let title = LocalizedText(ja: "学習", en: "training")
    #expect(line.text(for: .began(title: title, number: 1, of: 5), now: 0) == nil)
    #expect(line.text(for: .moved(fraction: 0.5, figures: title), now: 1_000_000_000) == nil)
    let text = line.text(for: .ended(figures: LocalizedText(verbatim: "95.8 %")), now: 11_240_000_000)
    #expect(text?.contains("1/5 学習") == true)
    #expect(text?.hasSuffix("11.2 s\n") == true)
    #expect(text?.contains("\u{1B}") == false)
  }

  @Test(arguments: [40, 60, 80, 120])
  func aLiveLineStaysInsideTheTerminal(_ width: Int) {
    var line = ProgressLine(language: .ja, width: width, isLive: true)
    let title = LocalizedText(ja: "枝刈りと知識蒸留をまとめて実行する長い題名の段階", en: "a step")
    _ = line.text(for: .began(title: title, number: 3, of: 5), now: 0)
    let figures = LocalizedText(ja: "▁▂▃  損失 0.412  エポック 2/6  さらに長い数値の並び", en: "x")
    let text = line.text(for: .moved(fraction: 0.4, figures: figures), now: 200_000_000) ?? ""
    let visible = text.replacing("\r\u{1B}[K", with: "")
    #expect(DisplayWidth.of(visible) < width)
    #expect(visible.hasSuffix("0.2 s"))
  }

  @Test func picturesComeAtMostTenTimesASecond() {
    var line = ProgressLine(language: .en, width: 80, isLive: true)
    _ = line.text(for: .began(title: LocalizedText(verbatim: "x"), number: nil, of: nil), now: 0)
    let shown = (1...1_000).count { step in
      line.text(for: .moved(fraction: 0.1, figures: LocalizedText(verbatim: "")), now: Int64(step) * 1_000_000) != nil
    }
    #expect(shown == 10)
  }
}
