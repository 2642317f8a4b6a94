/// How far a training run is: what has been reported, and from which everything about the position follows.
struct TrainingCourse {
  /// One epoch that is over.
  struct Epoch: Hashable {
    var meanLoss: Float
    var score: Score?
  }

  let total: Int
  let perEpoch: Int
  private(set) var losses: [Float] = []
  private(set) var epochs: [Epoch] = []
  /// Number of the epoch with the best score, from 1.
  private(set) var bestEpoch: Int?

  init(total: Int, perEpoch: Int) {
    self.total = total
    self.perEpoch = perEpoch
  }

  /// Steps done.
  var step: Int { losses.count }
  var stepsInEpoch: Int { losses.count - epochs.count * perEpoch }

  mutating func take(_ loss: Float) { losses.append(loss) }

  /// - Returns: whether no epoch before was better.
  mutating func finishEpoch(score: Score?) -> Bool {
    let sum = losses.suffix(perEpoch).reduce(0, +)
    epochs.append(Epoch(meanLoss: sum / Float(perEpoch), score: score))
    guard let score else { return false }
    if let bestEpoch, let best = epochs[bestEpoch - 1].score, !score.isBetter(than: best) { return false }
    bestEpoch = epochs.count
    return true
  }

  func isFinished(_ options: TrainingOptions) -> Bool {
    guard epochs.count < options.epochs else { return true }
    guard let patience = options.patience, let bestEpoch else { return false }
    return epochs.count - bestEpoch >= patience
  }

  /// Reports again what had been done before this run.
  func replay(of count: Int, _ report: (TrainingEvent) -> Void) {
    for (index, loss) in losses.enumerated() {
      report(.step(done: index + 1, total: total, loss: loss))
      let epoch = (index + 1) / perEpoch
      if (index + 1) % perEpoch == 0, epoch <= epochs.count {
        report(.epoch(epoch, of: count, meanLoss: epochs[epoch - 1].meanLoss, score: epochs[epoch - 1].score))
      }
    }
  }

  /// What a checkpoint keeps.
  struct Kept: Hashable {
    var losses: [Float]
    var epochs: [Epoch]
    var bestEpoch: Int?
  }

  var kept: Kept { Kept(losses: losses, epochs: epochs, bestEpoch: bestEpoch) }

  /// Takes over what was kept. False when it is no place of this run.
  mutating func restore(_ kept: Kept) -> Bool {
    let open = kept.losses.count - kept.epochs.count * perEpoch
    guard kept.losses.count <= total, (0...perEpoch).contains(open),
      kept.bestEpoch.map({ (1...kept.epochs.count).contains($0) }) ?? true
    else { return false }
    (losses, epochs, bestEpoch) = (kept.losses, kept.epochs, kept.bestEpoch)
    return true
  }
}
