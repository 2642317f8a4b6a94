import DevTools
import Foundation
import Grading
import Reports
import Testing

/// A skeleton lab in a temporary checkout: what `keiryo-dev new lab` writes is complete, and a good subject for
/// everything a learner's file can do.
@Suite(.serialized) struct SkeletonTests {
  /// The kits as `swift build --product LabKit` and `--product JudgeKit` leave them.
  static let products: String? = {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let named = ProcessInfo.processInfo.environment["KEIRYO_KITS"]
    let folders = [named, root + "/.build/release", root + "/.build/debug"].compactMap { $0 }
    return folders.first { (try? LabToolchain(products: $0).isPrepared) == true }
  }()

  private func withLab(_ body: (Lab, String) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory.path + "/keiryo-" + UUID().uuidString
    defer { try? FileManager.default.removeItem(atPath: root) }
    try Skeleton.newLab("foundations/total", id: "T01").write(to: root)
    let catalog = try LabCatalog(root: root + "/Labs")
    try body(try #require(catalog["t01"]), root)
  }

  @Test func aNewLabPassesTheFolderChecks() throws {
    try withLab { lab, root in
      #expect(LabCheck.folders(LabCatalog(labs: [lab])) == [])
      #expect(throws: Skeleton.Failure.self) { try Skeleton.newLab("foundations/total", id: "T01").write(to: root) }
      try FileManager.default.removeItem(atPath: lab.path(.briefEnglish))
      try "x".write(toFile: lab.folder + "/notes.txt", atomically: true, encoding: .utf8)
      let problems = LabCheck.folders(LabCatalog(labs: [lab])).map(\.problem)
      #expect(problems == [.missingFile, .strayFile])
    }
  }

  @Test func theLabsOfThisCheckoutAreComplete() throws {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let catalog = try LabCatalog(root: root + "/Labs")
    #expect(catalog.labs.map(\.id).sorted() == ["E01", "F01", "P00"])
    #expect(LabCheck.folders(catalog) == [])
  }

  @Test(.enabled(if: products != nil)) func aNewLabTeaches() throws {
    try withLab { lab, root in
      let grader = try grader(root)
      #expect(try LabCheck.graded(lab, with: grader, at: Timestamp(secondsSince1970: 0)) == [])
    }
  }

  @Test(.enabled(if: products != nil)) func whateverALearnerWritesEndsInAReport() throws {
    try withLab { lab, root in
      let grader = try grader(root)
      func key(_ body: String, head: String = "import LabKit") throws -> String? {
        let source = "\(head)\nfunc total(_ values: [Int]) -> Int { \(body) }\n"
        let report = try grader.grade(lab, submission: Array(source.utf8), at: Timestamp(secondsSince1970: 0))
        guard case .keyed(let key, _) = report.message ?? report.tests.first?.message else { return nil }
        return key
      }
      #expect(try key("values[values.count]") == "worker.crash")
      #expect(try key("while true {}") == "worker.timeLimit")
      #expect(try key("total(values) + 1") == "worker.crash")
      #expect(
        try key("var a: [[Int]] = []; while true { a.append([Int](repeating: a.count, count: 1 << 20)) }")
          == "worker.memoryLimit")
      #expect(
        try key("[Int](repeating: values.count, count: (values.count + 1) << 45).reduce(0, &+)") == "worker.memoryLimit"
      )
      #expect(try key("while true { print(String(repeating: \"x\", count: 4_096)) }") == "worker.outputLimit")
      #expect(try key("exit(0)") == "worker.exited")
      #expect(try key("return nothing") == "build.failed")
      #expect(try key("0", head: "import Processes") == "submission.import")
      #expect(
        try grader.grade(lab, submission: [], at: .init(secondsSince1970: 0)).message
          == .keyed("submission.empty", arguments: [:]))
      let renamed = try grader.grade(
        lab, submission: Array("import LabKit\nlet a = 1\n".utf8), at: .init(secondsSince1970: 0))
      guard case .keyed("build.interface", let arguments) = renamed.message else {
        Issue.record("expected build.interface, got \(String(describing: renamed.message))")
        return
      }
      #expect(arguments["diagnostics"]?.contains("total") == true)
    }
  }

  @Test(.enabled(if: products != nil)) func shrinksToTheSmallestCaseAndRepeatsSeeds() throws {
    try withLab { lab, root in
      let grader = try grader(root)
      let source = Array(
        "import LabKit\nfunc total(_ v: [Int]) -> Int { v.reduce(0, +) + (v.contains(7) ? 1 : 0) }\n".utf8)
      let first = try grader.grade(lab, submission: source, at: .init(secondsSince1970: 0))
      let test = try #require(first.tests.first)
      #expect(test.status == .fail)
      #expect(test.counterexample == .init(input: "total([7])", expected: "7", returned: "8"))
      #expect(test.misconception == nil)
      let again = try grader.grade(lab, submission: source, seeds: first.seeds.fresh, at: .init(secondsSince1970: 0))
      #expect(again.seeds == first.seeds)
      #expect(again.tests.first?.counterexample == test.counterexample)
    }
  }

  private func grader(_ root: String) throws -> Grader {
    let checkout = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().path
    let toolchain = try LabToolchain(
      products: try #require(SkeletonTests.products), includes: [checkout + "/Sources/CKernels/include"])
    return Grader(toolchain: toolchain, cacheDirectory: root + "/cache")
  }
}
