import Foundation
import Measurement
package import Progress
package import Reports

/// Where a use case works and to whom it reports.
package struct Workspace {
  package static let toolVersion = "0.1.0"

  package let language: Language
  package let home: Home
  /// Nil when the program runs outside a clone: only commands on model files work then.
  package let checkout: Checkout?
  /// Receives progress.
  package let report: (Activity) -> Void

  package init(
    language: Language, home: Home, checkout: Checkout?, report: @escaping (Activity) -> Void = { _ in }
  ) {
    self.language = language
    self.home = home
    self.checkout = checkout
    self.report = report
  }

  /// The same surroundings with another home.
  package func with(home: Home) -> Workspace {
    Workspace(language: language, home: home, checkout: checkout, report: report)
  }

  /// The evidence to look at; nil when there is none. Says so when nothing can be recorded beside it.
  package func evidence() throws -> ProgressStore? {
    if let obstacle = home.obstacle { report(.said(Sentence(readingDespite: obstacle).text)) }
    return try home.existingStore()
  }

  /// The record of the learner's last attempt that passed a lab; nil when none did, or none can be read.
  func lastPassedGrade(of lab: String) -> EvidenceRecord? {
    guard let store = try? home.existingStore(),
      let digest = try? store.attempts(lab: lab).last(where: { $0.status == .pass })?.digest
    else { return nil }
    return try? store.record(digest: digest)
  }

  /// Notes something that reading brings along: when it cannot be noted, that is said and the reading goes on.
  func noting(_ body: () throws -> Void) {
    do { try body() } catch { report(.said(Sentence(readingDespite: error).text)) }
  }

  /// - Throws: ``WorkbenchError/noCheckout``.
  package func requireCheckout() throws(WorkbenchError) -> Checkout {
    guard let checkout else { throw .noCheckout }
    return checkout
  }

  package static var now: Timestamp { Timestamp(secondsSince1970: Int64(Date().timeIntervalSince1970)) }

  /// How and where something was obtained.
  /// - Parameter command: repeats it; without paths of this machine.
  package func provenance(command: String, flags: [String] = [], noiseFloor: NoiseFloor? = nil) -> Provenance {
    var machine = MachineReader().read()
    machine.noiseFloor = noiseFloor
    return Provenance(
      machine: machine, toolVersion: Self.toolVersion, commit: checkout?.revision, command: command, flags: flags,
      recordedAt: Self.now)
  }
}

/// What a use case found: for a person, for a program, and whether all is well.
package protocol Answer: Encodable {
  var status: ExitStatus { get }
  /// Lines for a terminal.
  func text(in language: Language, width: Int) -> String
}

extension Answer {
  package var status: ExitStatus { .success }
}
