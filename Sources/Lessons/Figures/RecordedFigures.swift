import Charts
package import Foundation
package import Reports

/// The figures that lessons quote as `{{measurement:LAB.field}}`: from the learner's own passed grade of that lab, else
/// from the one that ships with the lessons.
///
/// | field | example |
/// |---|---|
/// | the id of a figure of the grade, `sqnr.int8` | 40.52 dB |
/// | that id and `.n` | 1,440 |
/// | `source` | who measured it, with which command, on what and when |
///
/// A lab's figures come all from one record, so that what stands side by side was measured together.
package struct RecordedFigures: Sendable {
  private struct Source: Sendable {
    var record: EvidenceRecord
    var report: GradeReport
    var isOwn: Bool
  }

  private var sources: [String: Source] = [:]

  /// Where the shipped records are, in a `Curriculum/` folder: one JSON file for each lab, an ``EvidenceRecord``.
  package static func folder(in curriculum: URL) -> URL { curriculum.appending(path: "measurements") }

  /// Repeats a shipped record.
  package static func command(_ lab: String) -> String { "keiryo-dev measure \(lab)" }

  /// - Parameters:
  ///   - curriculum: the `Curriculum/` folder.
  ///   - own: the learner's last passed grade of a lab; nil when there is none.
  /// - Throws: ``LessonError/unreadableFigures(file:)`` for a file that holds no passed grade of the lab it is named
  ///   for.
  package init(curriculum: URL, own: (String) -> EvidenceRecord? = { _ in nil }) throws(LessonError) {
    let folder = Self.folder(in: curriculum)
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    for name in names.sorted() where name.hasSuffix(".json") {
      let file = folder.appending(path: name)
      let text = try CurriculumFile.text(at: file)
      guard let record = try? JSONDecoder().decode(EvidenceRecord.self, from: Data(text.utf8)),
        let shipped = Self.source(record, isOwn: false), shipped.report.lab == String(name.dropLast(5))
      else { throw .unreadableFigures(file: CurriculumFile.name(of: file)) }
      let mine = own(shipped.report.lab).flatMap { Self.source($0, isOwn: true) }
      let isComplete = mine.map { Self.isComplete($0.report, beside: shipped.report) } ?? false
      sources[shipped.report.lab] = isComplete ? mine : shipped
    }
  }

  /// The text for a reference; nil when no such record or figure exists.
  package func text(_ reference: MeasurementReference, _ language: Language) -> String? {
    guard let source = sources[reference.id] else { return nil }
    if reference.field == "source" { return Self.origin(of: source)[language] }
    let measurements = source.report.measurements
    if let found = measurements.first(where: { $0.id == reference.field }) { return Figure.text(found) }
    guard reference.field.hasSuffix(".n") else { return nil }
    return measurements.first { $0.id == reference.field.dropLast(2) }.map { Figure.fixed(Double($0.count), 0) }
  }

  /// A passed grade; the ratios of its timings are computed again from their samples.
  private static func source(_ record: EvidenceRecord, isOwn: Bool) -> Source? {
    guard case .grade(var report) = record.payload, report.status == .pass else { return nil }
    for index in report.measurements.indices {
      guard let comparison = report.measurements[index].comparison else { continue }
      guard let recomputed = try? comparison.recomputed() else { return nil }
      report.measurements[index].comparison = recomputed
    }
    return Source(record: record, report: report, isOwn: isOwn)
  }

  /// Whether the learner's grade can stand wherever the shipped one does: the same version with no figure missing.
  private static func isComplete(_ own: GradeReport, beside shipped: GradeReport) -> Bool {
    own.lab == shipped.lab && own.labVersion == shipped.labVersion
      && Set(own.measurements.map(\.id)).isSuperset(of: shipped.measurements.map(\.id))
  }

  private static func origin(of source: Source) -> LocalizedText {
    let (provenance, machine) = (source.record.provenance, source.record.provenance.machine)
    let place = "\(machine.cpu), \(machine.os)"
    let date = provenance.recordedAt.date
    if source.isOwn {
      return LocalizedText(
        ja: "自分の測定：`\(provenance.command)`、\(place)、\(date)",
        en: "Your own figures: `\(provenance.command)`, \(place), \(date)")
    }
    let shipped = "`\(provenance.command)`, \(place), \(date)"
    return LocalizedText(
      ja: "同梱の測定：`\(provenance.command)`、\(place)、\(date)。ラボに合格すると自分の測定に置き換わります",
      en: "Shipped with the lesson: \(shipped). Your own figures take its place when you pass the lab")
  }
}
