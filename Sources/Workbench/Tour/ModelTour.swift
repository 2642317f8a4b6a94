import Charts
import Compression
import Datasets
import Distillation
import Foundation
import Graphs
import Progress
import Quantization
import Reports
import Training

/// Trains, quantizes, prunes with distillation, and measures: the table of the product in one look.
struct ModelTour {
  let workspace: Workspace
  let number: Int
  let of: Int
  let machine: MachineRecord

  struct Result {
    let table: AblationTable
    /// Content digests of the evidence.
    let digest: String
    let training: String
  }

  private let threads = ThreadChoice.usual

  func run() throws -> Result {
    let data = try DataSource.glyphs16.load(training: 8_000, evaluation: 5_000)
    let trained = try TrainingRun(recipe: TrainingRecipe(), threads: threads).run(
      on: data, number: number, of: of, in: workspace)
    let folder = workspace.home.results.appending(path: "tour")

    var measurement = Recipe.MeasurementSettings()
    measurement.seconds = 1.5
    let quantized = try compress(
      trained.graph, [Quantize()], named: "int8", measurement, data, into: folder,
      title: LocalizedText(ja: "学習後量子化 int8", en: "post-training int8"), number: number + 1)
    let small = try compress(
      trained.graph,
      [PruneChannels(ratio: 0.5), Train(epochs: 6, learningRate: 4e-3, teacher: Train.Teacher()), Quantize()],
      named: "small", measurement, data, into: folder,
      title: LocalizedText(ja: "枝刈り + 蒸留 + int8", en: "pruning, distillation, int8"), number: number + 2)

    let table = try AblationTable(rows: rows(quantized.table, small.table))
    let store = try workspace.home.openStore()
    let provenance = workspace.provenance(
      command: "keiryo start", flags: ["threads=1", "training-threads=\(threads)"], noiseFloor: machine.noiseFloor)
    let training = try store.append(EvidenceRecord(provenance: provenance, payload: .training(trained.record)))
    let link = try store.append(EvidenceRecord(provenance: provenance, payload: .ablation(table)))
    return Result(table: table, digest: link.content, training: training.content)
  }

  private func compress(
    _ graph: Graph, _ stages: [any CompressionStage], named name: String, _ measurement: Recipe.MeasurementSettings,
    _ data: CompressionData, into folder: URL, title: LocalizedText, number: Int
  ) throws -> CompressionRun.Result {
    workspace.report(.began(title: title, number: number, of: of))
    var curve = LossCurve()
    let recipe = Recipe(name: name, stages: stages, measurement: measurement)
    let result = try CompressionRun(recipe, data: data, threads: threads).run(
      graph, into: folder.appending(path: name)
    ) { event in
      switch event {
      case .training(let event):
        curve.take(event)
        if case .step(let done, let total, _) = event {
          workspace.report(.moved(fraction: Double(done) / Double(total), figures: curve.figures))
        }
      case .stage(_, _, let title), .measuring(let title):
        workspace.report(.moved(fraction: nil, figures: title))
      case .row: break
      }
    }
    let last = result.table.rows[result.table.rows.count - 1]
    workspace.report(.ended(figures: AblationView.summary(of: last)))
    return result
  }

  /// Original, int8 alone, and everything together; each was compared with the original in turns.
  private func rows(_ quantized: AblationTable, _ small: AblationTable) -> [AblationTable.Row] {
    let last = small.rows[small.rows.count - 1]
    return [
      renamed(quantized.rows[0], "original", LocalizedText(ja: "元のモデル", en: "original")),
      renamed(quantized.rows[quantized.rows.count - 1], "int8", LocalizedText(verbatim: "int8")),
      renamed(last, "small", LocalizedText(ja: "枝刈り + 蒸留 + int8", en: "pruned, distilled, int8")),
    ]
  }

  private func renamed(_ row: AblationTable.Row, _ id: String, _ title: LocalizedText) -> AblationTable.Row {
    AblationTable.Row(id: id, stage: title, model: row.model, accuracy: row.accuracy, comparison: row.comparison)
  }
}
