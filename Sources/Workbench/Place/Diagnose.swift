import Charts
import Foundation
import Grading
import Kernels
import Measurement
import Processes
import Progress
package import Reports

/// What the machine and the folder are fit for, each with what to do when it is not.
package struct Diagnose: Answer {
  package struct Finding: Encodable, Sendable {
    package let isFine: Bool
    package let text: LocalizedText
  }

  package let machine: MachineRecord
  package let ceilings: MachineCeilings
  package let findings: [Finding]
  package var status: ExitStatus { findings.allSatisfy(\.isFine) ? .success : .environment }

  /// - Parameter probesAgain: measures the ceilings even where they are known.
  package init(in workspace: Workspace, probesAgain: Bool = false) throws {
    machine = MachineFacts.measured()
    ceilings = try KeptCeilings(in: workspace).obtain(for: machine, again: probesAgain)
    var found = [Self.checkoutFinding(workspace)]
    found += Self.toolchainFindings(workspace)
    found.append(Self.homeFinding(workspace))
    found.append(contentsOf: Self.recordFindings(workspace))
    findings = found
  }

  package func text(in language: Language, width: Int) -> String {
    (["  " + MachineFacts.line(machine)[language], ""] + CeilingTable(ceilings: ceilings).lines(in: language) + [""]
      + findings.map { "  \($0.isFine ? "✓" : "✗") \($0.text[language])" }).joined(separator: "\n")
  }

  private static func checkoutFinding(_ workspace: Workspace) -> Finding {
    guard let checkout = workspace.checkout else { return failure(WorkbenchError.noCheckout) }
    return fine(ja: "フォルダ \(checkout.folder.path)", en: "folder \(checkout.folder.path)")
  }

  private static func toolchainFindings(_ workspace: Workspace) -> [Finding] {
    guard let checkout = workspace.checkout else { return [] }
    do {
      let toolchain = try checkout.toolchain()
      let result = try Launch(
        toolchain.compiler, ["--version"], environment: ProcessInfo.processInfo.environment,
        limits: ResourceLimits(wallSeconds: 30)
      ).run()
      let version = result.standardOutput.text.split(separator: "\n").first.map(String.init) ?? "?"
      return [fine(ja: "\(version)、LabKit あり", en: "\(version), LabKit is built")]
    } catch { return [failure(error)] }
  }

  private static func homeFinding(_ workspace: Workspace) -> Finding {
    if let obstacle = workspace.home.obstacle { return failure(obstacle) }
    return fine(ja: "学習者のフォルダ \(workspace.home.folder.path)", en: "your folder \(workspace.home.folder.path)")
  }

  private static func recordFindings(_ workspace: Workspace) -> [Finding] {
    do {
      guard let store = try workspace.home.existingStore() else {
        return [fine(ja: "記録はまだありません", en: "no record yet")]
      }
      let problems = try store.integrityCheck()
      let chain = try CheckPortfolio.chain(store)
      return problems.map { Finding(isFine: false, text: LocalizedText(verbatim: $0)) }
        + [Finding(isFine: chain.isFine, text: chain.text)]
    } catch { return [failure(error)] }
  }

  private static func fine(ja: String, en: String) -> Finding {
    Finding(isFine: true, text: LocalizedText(ja: ja, en: en))
  }

  private static func failure(_ error: any Error) -> Finding {
    Finding(isFine: false, text: Sentence(for: error).text)
  }
}

/// The machine with its noise floor.
enum MachineFacts {
  /// Reads the machine and compares a fixed piece of integer work with itself for about a second.
  static func measured() -> MachineRecord {
    var machine = MachineReader().read()
    var options = TimingOptions()
    options.budgetNanoseconds = 800_000_000
    options.sampleNanoseconds = 100_000
    // Walks through 256 KiB in an order that depends on what it reads, as inference moves through weights. The result
    // stays in the memory, so that no compiler can leave the work out.
    var memory = (0..<65_536).map { UInt32(truncatingIfNeeded: $0 &* 2_654_435_761) }
    machine.noiseFloor = try? InterleavedTimer(options: options).noiseFloor { (run: Int) throws(ReportError) in
      var place = UInt32(truncatingIfNeeded: run)
      for _ in 0..<8_192 {
        let value = memory[Int(place & 0xFFFF)] &+ place
        memory[Int(place & 0xFFFF)] = value
        place = value ^ (place &>> 7)
      }
    }
    return machine
  }

  /// `AMD EPYC …, 2 cores, avx512vnni, noise floor 0.9 %`
  static func line(_ machine: MachineRecord) -> LocalizedText {
    let noise = machine.noiseFloor.map { "\(Figure.fixed($0.relative * 100, 2)) %" } ?? "—"
    let set = InstructionSet.detected.rawValue
    return LocalizedText(
      ja: "\(machine.cpu)、\(machine.cores) コア、\(set)、ノイズ床 \(noise)",
      en: "\(machine.cpu), \(machine.cores) cores, \(set), noise floor \(noise)")
  }
}
