import Datasets
import Foundation
import Grading
import Graphs
import Interchange
import Quantization
import Reports
import Training

/// The int8 model that comes of a learner's ranges, beside the one of ranges without the spoilt calibration image.
struct RangeExamination: ModelExamination {
  private let request: ArtefactRequest
  private let demand: ArtefactRequirement.RangeDemand
  private let threads: Int
  private var subject: Subject?

  init(_ request: ArtefactRequest, _ demand: ArtefactRequirement.RangeDemand, threads: Int) {
    self.request = request
    self.demand = demand
    self.threads = threads
  }

  /// What is there after the first check.
  struct Subject {
    let models: ExaminedModel
    let samples: CalibrationSamples
    let ranges: [ActivationRange]
    /// Without the spoilt image, and the model that comes of them.
    let clean: [ActivationRange]
    let reference: Graph
    let hidden: Dataset
    /// Bytes of the model's file ÷ bytes of the base model's.
    let bytes: Double
  }

  mutating func outcome(of check: ArtefactCheck) throws -> ArtefactOutcome {
    if check == .built { return try built() }
    guard let subject else { throw GradingError.examinerFailed(log: "no model") }
    switch check {
    case .calibration: return calibration(subject)
    case .int8:
      var outcome = try subject.models.int8()
      outcome.measurements = [ArtefactWords.bytes(subject.bytes)]
      return outcome
    case .accuracy:
      return try subject.models.accuracy(on: subject.hidden, request.requirement) {
        RangeWords.reason(subject.ranges, clean: subject.clean)
      }
    case .noise: return try noise(subject)
    case .built, .bytes, .speed: throw GradingError.examinerFailed(log: check.rawValue)
    }
  }

  private mutating func built() throws -> ArtefactOutcome {
    let samples = try CalibrationSamples(request, demand)
    let ranges: [ActivationRange]
    let bytes: [UInt8]
    do {
      ranges = try Self.ranges(request.answer, of: samples.graph)
      bytes = try ModelFile.onnxBytes(of: try StaticQuantization().quantized(samples.graph, ranges: ranges).graph)
    } catch let error as QuantizationError { return RangeWords.notBuilt(Sentence(for: error)) }
    // Read back, so that what is examined is what a file of it holds.
    let model = try ModelFile.load(onnx: bytes, file: "model.onnx")
    let base = URL(filePath: request.base)
    let clean = try samples.cleanRanges()
    subject = Subject(
      models: ExaminedModel(base: try ModelPath(request.base).load(), model: model, threads: threads),
      samples: samples, ranges: ranges, clean: clean,
      reference: try StaticQuantization().quantized(samples.graph, ranges: clean).graph,
      hidden: try Glyphs16.dataset(split: .test, count: request.requirement.images, seed: request.seed),
      bytes: Double(bytes.count) / Double(try FileAccess.size(of: base)))
    return .passed
  }

  /// One range for each line; a line that cannot be read has ends that are no numbers.
  private static func ranges(
    _ answer: String, of graph: QuantizableGraph
  ) throws(QuantizationError) -> [ActivationRange] {
    var ranges: [ActivationRange] = []
    for (name, line) in zip(graph.activations, answer.split(separator: "\n")) {
      let ends = line.split(separator: " ").map { Float($0) ?? .nan }
      ranges.append(try ActivationRange(name: name, low: ends.first ?? .nan, high: ends.last ?? .nan))
    }
    return ranges
  }

  private func calibration(_ subject: Subject) -> ArtefactOutcome {
    let shared = subject.samples.count(in: subject.hidden)
    var outcome = shared == 0 ? ArtefactOutcome.passed : RangeWords.mixed(shared, of: subject.hidden.count)
    (outcome.cases, outcome.passed) = (subject.hidden.count, subject.hidden.count - shared)
    outcome.measurements = [RangeWords.shared(shared, of: subject.samples.images.count)]
    return outcome
  }

  private func noise(_ subject: Subject) throws -> ArtefactOutcome {
    let ratios = try Evaluation.outputRatios(
      of: [subject.models.model, subject.reference], against: subject.models.base, on: subject.hidden, threads: threads)
    let (found, best) = (ratios[0], ratios[1])
    var outcome =
      found >= best - demand.loss
      ? ArtefactOutcome.passed
      : RangeWords.noisy(
        found, needed: best - demand.loss, RangeWords.reason(subject.ranges, clean: subject.clean))
    outcome.measurements = RangeWords.ratios(found, reference: best, count: subject.hidden.count)
    return outcome
  }
}
