import Kernels
import Manifests
package import Training

/// What a training recipe file may set.
package struct TrainingRecipe: Decodable, Sendable {
  /// Nil: what fits the data.
  var model: ModelPreset?
  var epochs = 10
  var batch = 64
  var accumulate = 1
  var learningRate: Float = 4e-3
  var optimizer = Rule.adam
  /// Of stochastic gradient descent.
  var momentum: Float = 0.9
  var nesterov = false
  /// Coupled with gradient descent and Adam, decoupled with AdamW; never of biases and normalizations.
  var weightDecay: Float = 0
  var schedule = Course.cosine
  /// Share of all steps.
  var warmUp = 0.05
  /// Shares of all steps at which the schedule `step` goes to a tenth.
  var milestones = [0.5, 0.75]
  var labelSmoothing: Float = 0
  var clipNorm: Float?
  var patience: Int?
  var augment = Variation()
  var seed: UInt64 = 1

  package enum Rule: String, Decodable, Sendable, CaseIterable { case sgd, adam, adamw }
  package enum Course: String, Decodable, Sendable, CaseIterable { case constant, cosine, step }

  init() {}

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func read<Value: Decodable>(_ key: CodingKeys, _ value: inout Value) throws {
      value = try container.decodeIfPresent(Value.self, forKey: key) ?? value
    }
    model = try container.decodeIfPresent(ModelPreset.self, forKey: .model)
    try read(.epochs, &epochs)
    try read(.batch, &batch)
    try read(.accumulate, &accumulate)
    try read(.optimizer, &optimizer)
    learningRate = optimizer == .sgd ? 0.05 : learningRate
    try read(.learningRate, &learningRate)
    try read(.momentum, &momentum)
    try read(.nesterov, &nesterov)
    try read(.weightDecay, &weightDecay)
    try read(.schedule, &schedule)
    try read(.warmUp, &warmUp)
    try read(.milestones, &milestones)
    try read(.labelSmoothing, &labelSmoothing)
    clipNorm = try container.decodeIfPresent(Float.self, forKey: .clipNorm)
    patience = try container.decodeIfPresent(Int.self, forKey: .patience)
    try read(.augment, &augment)
    try read(.seed, &seed)
    try container.require(.epochs, epochs, in: 1...1_000)
    try container.require(.batch, batch, in: 1...4_096)
    try container.require(.accumulate, accumulate, in: 1...1_024)
    try container.require(.learningRate, learningRate, in: 1e-8...10)
    try container.require(.momentum, momentum, in: 0...0.999)
    try container.require(.weightDecay, weightDecay, in: 0...1)
    try container.require(.warmUp, warmUp, in: 0...1)
    for milestone in milestones { try container.require(.milestones, milestone, in: 0...1) }
    try container.require(.labelSmoothing, labelSmoothing, in: 0...0.9)
    if let clipNorm { try container.require(.clipNorm, clipNorm, in: 1e-6...1e6) }
    if let patience { try container.require(.patience, patience, in: 1...1_000) }
  }

  private enum CodingKeys: String, CodingKey, CaseIterable {
    case model, epochs, batch, accumulate, learningRate, optimizer, momentum, nesterov, weightDecay, schedule, warmUp,
      milestones, labelSmoothing, clipNorm, patience, augment, seed
  }

  package static let keys = CodingKeys.allCases.map(\.stringValue)

  /// `augment`: how samples are varied while training.
  package struct Variation: Decodable, Sendable {
    /// Pixels, up and down as well as to the sides.
    var shift = 0
    /// Frames, of spectrograms: up and down only.
    var timeShift = 0
    var flip = false
    var cutout = 0
    var mixup: Float = 0

    init() {}

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      shift = try container.decodeIfPresent(Int.self, forKey: .shift) ?? 0
      timeShift = try container.decodeIfPresent(Int.self, forKey: .timeShift) ?? 0
      flip = try container.decodeIfPresent(Bool.self, forKey: .flip) ?? false
      cutout = try container.decodeIfPresent(Int.self, forKey: .cutout) ?? 0
      mixup = try container.decodeIfPresent(Float.self, forKey: .mixup) ?? 0
      for (key, value) in [(CodingKeys.shift, shift), (.timeShift, timeShift), (.cutout, cutout)] {
        try container.require(key, value, in: 0...1_000)
      }
      try container.require(.mixup, mixup, in: 0...1)
    }

    private enum CodingKeys: String, CodingKey, CaseIterable { case shift, timeShift, flip, cutout, mixup }
  }
}

extension TrainingRecipe {
  package func options(threads: Int) -> TrainingOptions {
    var options = TrainingOptions()
    options.epochs = epochs
    options.batchSize = batch
    options.accumulation = accumulate
    switch optimizer {
    case .sgd:
      options.optimizer = .sgd(
        SGDOptions(learningRate: learningRate, momentum: momentum, weightDecay: weightDecay, isNesterov: nesterov))
    case .adam, .adamw:
      options.optimizer = .adam(
        AdamOptions(
          learningRate: learningRate, weightDecay: weightDecay, decoupledDecay: optimizer == .adamw))
    }
    switch schedule {
    case .constant: options.schedule = Schedule(.constant, warmUp: warmUp)
    case .cosine: options.schedule = .cosine(warmUp: warmUp)
    case .step: options.schedule = .steps(at: milestones.sorted(), warmUp: warmUp)
    }
    options.clipNorm = clipNorm
    options.patience = patience
    options.augmentation.rowShift = max(augment.shift, augment.timeShift)
    options.augmentation.columnShift = augment.shift
    options.augmentation.flips = augment.flip
    options.augmentation.cutout = augment.cutout
    options.augmentation.mixup = augment.mixup
    options.seed = seed
    options.threads = threads
    return options
  }
}
