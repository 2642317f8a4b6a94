import Foundation
import PortfolioSite
import Reports
import Testing

@Suite struct PublishingTests {
  private let scan = CanaryScan(homePath: "/home/mihon", userName: "mihon", hostName: "kasumi")

  private func content(_ folder: String) -> [String] {
    ((try? FileManager.default.subpathsOfDirectory(atPath: folder)) ?? []).sorted()
  }

  @Test func `publishing again replaces the whole folder and leaves nothing beside it`() throws {
    let folder = try TemporaryFolder()
    let site = folder.path + "/site"
    try PortfolioSite.publish(SampleBundle.bundle(), to: site, scan: scan)
    #expect(try PortfolioSite.differences(inSite: site).isEmpty)
    try PortfolioSite.publish(SampleBundle.bundle { $0.slug = "renamed" }, to: site, scan: scan)
    #expect(content(site).contains("projects/renamed.html") && !content(site).contains("projects/glyphs.html"))
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["site"])
  }

  @Test func `a failed publication leaves the old site byte for byte`() throws {
    let folder = try TemporaryFolder()
    let site = folder.path + "/site"
    try PortfolioSite.publish(SampleBundle.bundle(), to: site, scan: scan)
    #expect(throws: PortfolioError.self) {
      try PortfolioSite.publish(SampleBundle.bundle { $0.title.ja = "" }, to: site, scan: scan)
    }
    #expect(try PortfolioSite.differences(inSite: site).isEmpty)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["site"])
  }

  @Test func `an edited page is found`() throws {
    let folder = try TemporaryFolder()
    let site = folder.path + "/site"
    try PortfolioSite.publish(SampleBundle.bundle(), to: site, scan: scan)
    let page = site + "/index.html"
    let text = try String(contentsOfFile: page, encoding: .utf8).replacingOccurrences(of: "2.50", with: "9.50")
    try text.write(toFile: page, atomically: true, encoding: .utf8)
    #expect(try PortfolioSite.differences(inSite: site) == ["index.html"])
  }

  @Test func `a folder with other things in it is never replaced`() throws {
    let folder = try TemporaryFolder()
    try "mine".write(toFile: folder.path + "/thesis.txt", atomically: true, encoding: .utf8)
    #expect(throws: PortfolioError.notASite(path: folder.path)) {
      try PortfolioSite.publish(SampleBundle.bundle(), to: folder.path, scan: scan)
    }
    #expect(content(folder.path) == ["thesis.txt"])
  }

  @Test func `a site moved aside by an interrupted swap comes back`() throws {
    let folder = try TemporaryFolder()
    let site = folder.path + "/site"
    try PortfolioSite.publish(SampleBundle.bundle(), to: site, scan: scan)
    try FileManager.default.moveItem(atPath: site, toPath: site + ".old")
    #expect(throws: PortfolioError.self) {
      try PortfolioSite.publish(SampleBundle.bundle { $0.title.ja = "" }, to: site, scan: scan)
    }
    try PortfolioSite.publish(SampleBundle.bundle(), to: site, scan: scan)
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.path) == ["site"])
  }

  @Test func `a kill at any moment leaves the old site or the new one`() async throws {
    let folder = try TemporaryFolder()
    let site = folder.path + "/site"
    let seed: UInt64 = 31
    var source = SplitMix64(seed: seed)
    try PortfolioSite.publish(SampleBundle.bundle(), to: site, scan: scan)
    for round in 0..<8 {
      let delay = UInt32(source.index(below: 150_000))
      await #expect(processExitsWith: .signal(SIGKILL)) { [site = site as String, delay = delay as UInt32] in
        Thread.detachNewThread {
          usleep(delay)
          kill(getpid(), SIGKILL)
        }
        let scan = CanaryScan(homePath: "", userName: "", hostName: "")
        while true {
          for slug in ["one", "another"] {
            try PortfolioSite.publish(SampleBundle.bundle { $0.slug = slug }, to: site, scan: scan)
          }
        }
      }
      #expect(try PortfolioSite.differences(inSite: site).isEmpty, "seed \(seed), round \(round)")
    }
  }

  @Test func `planted canaries stop the publication`() throws {
    let canaries: [(String, Canary)] = [
      ("see /home/mihon/notes", .homePath), ("see /home/tanaka/notes", .absolutePath),
      ("in /Users/tanaka.taro/x", .absolutePath), ("C:\\Users\\tanaka", .absolutePath),
      ("built on kasumi.local", .hostName),
      ("by mihon yesterday", .userName), ("-----BEGIN OPENSSH PRIVATE KEY-----", .privateKey),
      ("-----BEGIN PRIVATE KEY-----", .privateKey), ("ghp_0123456789abcdefghijABCDEFGHIJ", .accessToken),
      ("AKIAIOSFODNN7EXAMPLE", .accessToken),
    ]
    let folder = try TemporaryFolder()
    let site = folder.path + "/site"
    for (text, canary) in canaries {
      let both = LocalizedText(ja: text, en: text)
      var record = try SampleBundle.record(SampleBundle.table())
      record.provenance.command = "keiryo bench \(text)"
      var author = try SampleBundle.bundle()
      author.author.sentence = both
      let planted = [
        try SampleBundle.bundle { $0.limits = [both] }, try SampleBundle.bundle { $0.reproduce = [text] },
        try SampleBundle.bundle(SampleBundle.record(SampleBundle.table(stage: both))),
        try SampleBundle.bundle(record), author,
      ]
      for bundle in planted {
        #expect {
          try PortfolioSite.publish(bundle, to: site, scan: scan)
        } throws: { error in
          guard case .leak(_, let what) = error as? PortfolioError else { return false }
          return what == canary
        }
        // A record that no page shows is published in the bundle all the same.
        let packed = String(decoding: try BundleFile.encode(bundle).bytes, as: UTF8.self)
        #expect(scan.hit(in: packed, authorNames: []) == canary, "\(text)")
      }
    }
    #expect(content(folder.path).isEmpty)
  }

  @Test func `an author may print a name that is also the account's`() throws {
    #expect(scan.hit(in: "by mihon", authorNames: ["Hanako Mihon"]) == nil)
    #expect(scan.hit(in: "mihonichi", authorNames: []) == nil)
    #expect(
      CanaryScan(homePath: "", userName: "root", hostName: "localhost").hit(in: "root cause", authorNames: []) == nil)
  }
}
