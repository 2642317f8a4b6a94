import Compression
import Foundation
import Quantization
package import Reports
import Training

/// Says where a quantized model lost precision, and writes what shows it.
package struct DiagnoseModel {
  private let float: ModelPath
  private let quantized: ModelPath
  private let data: DataSource
  private let samples: Int
  private let out: URL?

  /// - Throws: ``WorkbenchError`` for a wrong option.
  package init(float: String, quantized: String, data: String, samples: Int, out: String?) throws(WorkbenchError) {
    guard (1...10_000).contains(samples) else {
      throw .outOfRange(option: "--samples", allowed: "1…10000", found: "\(samples)")
    }
    self.float = ModelPath(float)
    self.quantized = ModelPath(quantized)
    self.data = try DataSource(data)
    self.samples = samples
    self.out = out.map { URL(filePath: $0, directoryHint: .isDirectory) }
  }

  package func run(in workspace: Workspace) throws -> DiagnosisView {
    let original = try float.load()
    let diagnosis = try ModelDiagnosis(float: original, quantized: quantized.load())
    let inputs = try ModelInput.samples(samples, of: data.load(for: original).calibration, for: original).map { [$0] }
    workspace.report(
      .began(title: LocalizedText(ja: "層ごとに調べています", en: "looking at each layer"), number: nil, of: nil))
    let found = try diagnosis.run(inputs) {
      workspace.report(.moved(fraction: $0, figures: LocalizedText(ja: "", en: "")))
    }
    workspace.report(.vanished)
    let files = try out.map { try DiagnosisFiles(found).write(to: $0, workspace.language) } ?? []
    return DiagnosisView(diagnosis: found, files: files)
  }
}
