import Foundation
import Measurement
import Reports

/// The ceilings of this machine, measured once and kept in the home until the machine is another.
struct KeptCeilings {
  private let workspace: Workspace
  private var file: URL { workspace.home.cache.appending(path: "ceilings.json") }

  init(in workspace: Workspace) { self.workspace = workspace }

  /// What was kept for this machine; nil when there is nothing or it is of another machine.
  func kept(for machine: MachineRecord) -> MachineCeilings? {
    guard let data = try? FileAccess.read(file, limit: 16 << 20),
      let ceilings = try? JSONDecoder().decode(MachineCeilings.self, from: data),
      ceilings.machine.isSameMachine(as: machine)
    else { return nil }
    return ceilings
  }

  /// What was kept for this machine, or else a new measurement of a few seconds, which is then kept where the home can
  /// be written.
  /// - Parameter again: measures in any case.
  /// - Throws: ``WorkbenchError/interrupted``.
  func obtain(for machine: MachineRecord, again: Bool = false) throws -> MachineCeilings {
    if !again, let kept = kept(for: machine) { return kept }
    workspace.report(
      .began(title: LocalizedText(ja: "このマシンの上限", en: "ceilings of this machine"), number: nil, of: nil))
    let measured = try CeilingMeter().measure(
      machine, at: Workspace.now, isCancelled: { Interruption.isRequested },
      report: { workspace.report(.moved(fraction: $0, figures: LocalizedText(verbatim: ""))) })
    workspace.report(.vanished)
    guard let measured else { throw WorkbenchError.interrupted }
    workspace.noting {
      try workspace.home.make(workspace.home.cache)
      try FileAccess.write(try JSONEncoder().encode(measured), to: file)
    }
    return measured
  }
}
