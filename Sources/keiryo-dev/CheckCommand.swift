import ArgumentParser
import DevTools
import Grading
import Reports

struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Prove that labs teach: stubs fail, answers pass, each known mistake is caught by the check it names.")

  @OptionGroup var checkout: CheckoutOptions
  @Argument(help: "Labs to run; all when none is named.") var labs: [String] = []
  @Flag(help: "Only what needs no compiler.") var foldersOnly = false
  @Option(help: "Build folder with the two kits; built when missing.") var products: String?

  func run() throws {
    let root = checkout.absolute
    let catalog = try LabCatalog(root: root + "/Labs")
    var findings = LabCheck.folders(catalog)
    if !foldersOnly { findings += try graded(catalog, root) }
    for finding in findings { print(finding) }
    print("\(catalog.labs.count) labs, \(findings.count) findings")
    if !findings.isEmpty { throw ExitCode(1) }
  }

  private func graded(_ catalog: LabCatalog, _ root: String) throws -> [LabFinding] {
    let grader = try AuthorGrading.grader(root: root, products: products)
    let time = Timestamp(secondsSince1970: AbsolutePath.now)
    var findings: [LabFinding] = []
    for lab in try AuthorGrading.labs(labs, of: catalog) {
      findings += try LabCheck.graded(lab, with: grader, at: time) { print($0) }
    }
    return findings
  }
}
