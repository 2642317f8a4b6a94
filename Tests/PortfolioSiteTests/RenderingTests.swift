import Foundation
import Hashing
import PortfolioSite
import Reports
import Testing

@Suite struct RenderingTests {
  private func page(_ path: String, _ bundle: EvidenceBundle) throws -> String {
    let file = try #require(try PortfolioSite.render(bundle).first { $0.path == path })
    return String(decoding: file.bytes, as: UTF8.self)
  }

  @Test func `figures come from the samples`() throws {
    let bundle = try SampleBundle.bundle()
    let page = try page("projects/glyphs.html", bundle)
    // The two arms jitter alike, so every pair is 80,000 ÷ 32,000 = 2.5 to within rounding of single nanoseconds.
    #expect(page.contains("2.50\u{A0}[2.50,\u{A0}2.50] 倍"))
    #expect(page.contains("80.0\u{A0}µs"))
    #expect(page.contains("−0.2\u{A0}pt"))
    #expect(page.contains("25.0 %"))  // 100,000 of 400,000 bytes
    #expect(page.contains("10 ms 以内"))
    #expect(page.contains("95.6 % [95.0, 96.1]"))
    for condition in ["Test CPU", "40 組", "threads=1", "abc123", "n = 5,000", "シード 2", bundle.items[0].digest] {
      #expect(page.contains(condition), "\(condition) is missing")
    }
  }

  @Test func `an unproven speed-up is shown as unclaimed with its reason`() throws {
    let page = try page("en/projects/glyphs.html", SampleBundle.bundle())
    #expect(page.contains("No speed-up claimed"))
    #expect(page.contains("English fused: the low end of the 95 % interval is not above 1.02"))
    // 40 samples cannot speak of p99.
    #expect(page.contains("data-label=\"p99\"><span>—</span>"))
    #expect(page.contains("nothing is said about the tail"))
  }

  @Test func `a large figure has its interval, its threads and its n beside it`() throws {
    for path in ["index.html", "projects/glyphs.html"] {
      let page = try page(path, SampleBundle.bundle())
      #expect(page.contains("95 % 区間 [2.50, 2.50]"), "\(path)")
      #expect(page.contains("1 スレッド"), "\(path)")
      #expect(page.contains("n = 5,000"), "\(path)")
    }
  }

  @Test func `a noise floor below a tenth of a per cent is not printed as none`() throws {
    let page = try page("en/projects/glyphs.html", SampleBundle.bundle())
    #expect(page.contains("noise floor 0.04 %"))
    #expect(page.contains("0.04 % (n = 80)"))
  }

  @Test func `a part without anything in it has no heading`() throws {
    var bundle = try SampleBundle.bundle()
    #expect(try page("en/projects/glyphs.html", bundle).contains("<h2>Data and licences</h2>"))
    bundle.projects[0].sources = []
    let page = try page("en/projects/glyphs.html", bundle)
    #expect(!page.contains("Data and licences"))
    #expect(page.contains("<h2>Limits</h2>"))
  }

  @Test func `the same bundle gives the same bytes, also after a round trip`() throws {
    let bundle = try SampleBundle.bundle()
    let first = try PortfolioSite.render(bundle)
    #expect(try PortfolioSite.render(bundle) == first)
    let read = try BundleFile(bytes: BundleFile.encode(bundle).bytes).bundle
    #expect(read == bundle)
    #expect(try PortfolioSite.render(read) == first)
    #expect(first.map(\.path) == first.map(\.path).sorted())
  }

  @Test func `pages link only to files that exist and load nothing from elsewhere`() throws {
    let files = try PortfolioSite.render(SampleBundle.bundle())
    let paths = Set(files.map(\.path))
    for file in files where file.path.hasSuffix(".html") {
      let text = String(decoding: file.bytes, as: UTF8.self)
      #expect(!text.contains("://") && !text.contains("<script") && !text.contains("style=\""))
      let folder = URL(fileURLWithPath: "/" + file.path).deletingLastPathComponent()
      for match in text.matches(of: #/(?:href|src)="([^"]*)"/#) {
        let target = folder.appendingPathComponent(String(match.1)).standardized.path.dropFirst()
        #expect(paths.contains(String(target)), "\(file.path) → \(match.1)")
      }
    }
    #expect(paths.isSuperset(of: ["index.html", "en/index.html", "projects/glyphs.html", "style.css", "bundle.json"]))
  }

  @Test func `an unsigned page says recorded and never verified`() throws {
    for file in try PortfolioSite.render(SampleBundle.bundle()) where file.path.hasSuffix(".html") {
      let text = String(decoding: file.bytes, as: UTF8.self)
      #expect(text.contains("recorded") || text.contains("記録済み"))
      for claim in ["verified", "signed", "検証済み", "署名済み"] { #expect(!text.contains(claim), "\(file.path)") }
    }
  }

  @Test func `hostile text stays text`() throws {
    // A quote carrying a combining mark is one character to Swift and still a quote to a browser.
    let hostile = "<img src=x onerror=alert(1)>\"\u{0338} onload=\"x'&{{{title}}"
    let stage = LocalizedText(ja: hostile, en: hostile)
    let bundle = try SampleBundle.bundle(SampleBundle.record(SampleBundle.table(stage: stage))) { project in
      project.title = LocalizedText(ja: "<b>\"\u{0301}", en: "</title><script>")
      project.reproduce = ["echo '</code></pre><script>alert(1)</script>'"]
    }
    for file in try PortfolioSite.render(bundle) where file.path.hasSuffix(".html") {
      let text = String(decoding: file.bytes, as: UTF8.self)
      #expect(!text.contains("<img src=x") && !text.contains("<script") && !text.contains("<b>"), "\(file.path)")
      #expect(!text.unicodeScalars.contains { $0 == "\u{0338}" } || !text.contains("\"\u{0338}"))
    }
  }

  @Test(arguments: [
    "{{int8.speed}}", "{{int4.ratio}}", "{{ratio}}", "{{}}", "{{fp32.ratio}}", "{{int8.p99}}", "{{int8.ratio.low}}",
  ])
  func `a figure that no record gives cannot be rendered`(figure: String) throws {
    let bundle = try SampleBundle.bundle { $0.limits = [LocalizedText(ja: figure, en: figure)] }
    let name = String(figure.dropFirst(2).dropLast(2))
    #expect(throws: PortfolioError.missingFigure(project: "glyphs", figure: name)) { try PortfolioSite.render(bundle) }
  }

  @Test func `prose cannot claim a speed-up that the rule of publication refuses`() throws {
    let bundle = try SampleBundle.bundle { $0.summary = LocalizedText(ja: "{{fused.ratio}}", en: "{{fused.ratio}}") }
    #expect(throws: PortfolioError.unpublishableFigure(project: "glyphs", figure: "fused.ratio")) {
      try PortfolioSite.render(bundle)
    }
  }

  @Test(arguments: [
    ("3 倍速くなった", "3 倍"), ("takes 12.4 ms", "12.4 ms"), ("精度９５％", "９５％"), ("4x faster", "4x"),
    ("109KB only", "109KB"), ("fell by 1.2 points", "1.2 points"),
  ])
  func `a typed result is refused`(typed: String, found: String) throws {
    let bundle = try SampleBundle.bundle { $0.problem = LocalizedText(ja: "x", en: typed) }
    #expect(throws: PortfolioError.typedNumber(project: "glyphs", field: "problem", text: found)) {
      try PortfolioSite.render(bundle)
    }
  }

  @Test(arguments: ["glyphs16 と int8", "ResNet-8 on 16x16 inputs", "2 of 3 cameras", "version 1.2"])
  func `numbers that measure nothing may be written`(harmless: String) throws {
    let bundle = try SampleBundle.bundle { $0.problem = LocalizedText(ja: harmless, en: harmless) }
    #expect(throws: Never.self) { try PortfolioSite.render(bundle) }
  }

  @Test func `missing records, texts and release builds are named`() throws {
    let nowhere = String(repeating: "0", count: 64)
    #expect(throws: PortfolioError.missingRecord(project: "glyphs", digest: nowhere)) {
      try PortfolioSite.render(SampleBundle.bundle { $0.ablation = nowhere })
    }
    #expect(throws: PortfolioError.missingText(project: "glyphs", field: "title")) {
      try PortfolioSite.render(SampleBundle.bundle { $0.title.en = "" })
    }
    #expect(throws: PortfolioError.badSlug("../x")) {
      try PortfolioSite.render(SampleBundle.bundle { $0.slug = "../x" })
    }
    #expect(throws: PortfolioError.debugBuild(project: "glyphs")) {
      try PortfolioSite.render(SampleBundle.bundle(SampleBundle.record(SampleBundle.table(), build: .debug)))
    }
  }
}
