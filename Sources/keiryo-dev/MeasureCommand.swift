import ArgumentParser
import Foundation
import Grading
import Lessons
import Measurement
import Reports

struct MeasureCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "measure",
    abstract: "Record the figures that lessons show until learners have their own: grades the model answers.")

  @OptionGroup var checkout: CheckoutOptions
  @Argument(help: "Labs to measure; all when none is named.") var labs: [String] = []
  @Option(help: "Build folder with the two kits; built when missing.") var products: String?

  func run() throws {
    let root = checkout.absolute
    let grader = try AuthorGrading.grader(root: root, products: products)
    let folder = RecordedFigures.folder(in: URL(filePath: root + "/Curriculum"))
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for lab in try AuthorGrading.labs(labs, of: LabCatalog(root: root + "/Labs")) {
      let report = try grader.grade(
        lab, submission: Array(lab.text(.solution).utf8), at: Timestamp(secondsSince1970: AbsolutePath.now))
      // A speed that the machine was too busy to judge is a figure missing in the lesson.
      guard report.status == .pass, report.tests.allSatisfy({ $0.message == nil }) else {
        throw ValidationError("\(lab.id): the model answer did not pass with every figure; nothing was written.")
      }
      let file = folder.appending(path: lab.id + ".json")
      try Self.encoded(report).write(to: file, options: .atomic)
      print("wrote \(file.lastPathComponent): \(report.measurements.count) figures")
    }
  }

  private static func encoded(_ report: GradeReport) throws -> Data {
    let provenance = Provenance(
      machine: MachineReader().read(), toolVersion: report.graderVersion, commit: nil,
      command: RecordedFigures.command(report.lab), flags: [], recordedAt: report.recordedAt)
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return try encoder.encode(EvidenceRecord(provenance: provenance, payload: .grade(report))) + Data("\n".utf8)
  }
}
