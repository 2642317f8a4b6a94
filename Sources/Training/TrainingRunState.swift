import Datasets
import Graphs
import Tensors

/// Everything of a training run that changes: the objective, weights, optimizer state and running statistics.
struct TrainingRunState<Goal: Objective> {
  private var objective: Goal
  private let options: TrainingOptions
  private let step: TrainingStep
  private let memory: ParameterMemory
  private var statistics: RunningStatistics
  /// Weights and statistics of the best epoch.
  private var best: (weights: [[Float]], statistics: [[Float]])?

  init(_ graph: Graph, objective: Goal, options: TrainingOptions) throws {
    self.objective = objective
    self.options = options
    step = try TrainingStep(
      graph, objective: objective, batch: options.batchSize, threads: options.threads,
      foldsNormalization: options.foldsBatchNormalization)
    memory = ParameterMemory(
      step.parameters, values: step.initialValues, optimizer: options.optimizer, masks: options.masks,
      accumulates: options.accumulation > 1)
    statistics = RunningStatistics(step.normalizations, in: graph)
    step.bind(memory)
  }

  /// The gradients of one batch, the `part`-th of those that make up a step.
  /// - Returns: its loss.
  mutating func backward(_ batch: Batch, _ dataset: Dataset, part: Int, step number: Int) throws -> Float {
    var inputs = try ModelInput.tensor(batch, type: step.inputType)
    let stream = "augmentation/\(number * options.accumulation + part)"
    var source = RandomSource(seed: options.seed, stream: stream)
    options.augmentation.vary(&inputs, of: dataset, with: &source)
    var targets = try objective.targets(of: batch, inputs: inputs, as: step.targetType)
    options.augmentation.mix(&inputs, &targets, with: &source)
    let loss = try step.run(
      inputs: inputs, targets: targets, auxiliary: try objective.auxiliaryInputs(for: inputs))
    statistics.update(step.statistics)
    if options.accumulation > 1 { memory.accumulate(part, of: options.accumulation) }
    return loss
  }

  mutating func update(rateFactor: Float) {
    if let limit = options.clipNorm { memory.clip(to: limit) }
    memory.update(rateFactor: rateFactor)
  }

  /// Whether every weight and statistic is a number.
  var isFinite: Bool {
    memory.weightValues.joined().allSatisfy(\.isFinite) && statistics.values.joined().allSatisfy(\.isFinite)
  }

  mutating func keepBest() { best = (memory.weightValues, statistics.values) }

  mutating func takeBest() {
    guard let best, memory.restore(weights: best.weights) else { return }
    _ = statistics.restore(best.statistics)
  }

  func written(into graph: Graph) -> Graph { statistics.written(into: memory.written(into: graph)) }

  /// What a checkpoint keeps.
  func kept(_ course: TrainingCourse) -> Checkpoint {
    Checkpoint(
      course: course.kept, memory: memory.kept, statistics: statistics.values, bestWeights: best?.weights ?? [],
      bestStatistics: best?.statistics ?? [])
  }

  /// Takes over what a checkpoint kept. False when it is of another run.
  mutating func restore(_ kept: Checkpoint) -> Bool {
    guard memory.restore(kept.memory, steps: kept.course.losses.count), statistics.restore(kept.statistics) else {
      return false
    }
    if !kept.bestWeights.isEmpty { best = (kept.bestWeights, kept.bestStatistics) }
    return true
  }
}
