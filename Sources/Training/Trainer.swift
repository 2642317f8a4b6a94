package import Datasets
package import Graphs
package import Tensors

/// Trains the parameters of a model: the gradient graph runs in the edge runtime, weights stay where they are and are
/// updated in place.
package struct Trainer {
  let options: TrainingOptions
  let graph: Graph

  /// - Parameter graph: one input, one output with a row for each sample.
  package init(_ graph: Graph, options: TrainingOptions = TrainingOptions()) throws(TrainingError) {
    do { self.graph = try graph.trainable(foldsNormalization: options.foldsBatchNormalization) } catch {
      throw .graph(error)
    }
    self.options = options
  }

  /// Runs all epochs, or what a checkpoint leaves of them.
  ///
  /// A run that goes on from a checkpoint gives the weights of one that was never interrupted, bit for bit.
  /// - Parameters:
  ///   - validation: what the model is scored on after every epoch.
  ///   - objective: the loss.
  ///   - checkpointing: where what has been done is kept.
  ///   - report: called after every step and epoch; when a run goes on, first for those that were done before.
  /// - Returns: the graph with trained weights, with the batch size it came with.
  /// - Throws: ``TrainingError``, ``CheckpointError``.
  package func train(
    on dataset: Dataset, validation: Dataset? = nil, objective: some Objective, checkpointing: Checkpointing? = nil,
    report: (TrainingEvent) -> Void = { _ in }
  ) throws -> Graph {
    let stepsPerEpoch = dataset.count / options.batchSize / options.accumulation
    guard stepsPerEpoch > 0 else {
      throw TrainingError.tooFewSamples(found: dataset.count, batch: options.batchSize * options.accumulation)
    }
    try options.augmentation.check(dataset)
    var course = TrainingCourse(total: stepsPerEpoch * options.epochs, perEpoch: stepsPerEpoch)
    var run = try TrainingRunState(graph, objective: objective, options: options)
    var keeper = checkpointing.map { CheckpointKeeper($0, identity: identity(dataset, validation, objective)) }
    if let (kept, path) = try keeper?.resumed() {
      guard course.restore(kept.course), run.restore(kept) else { throw CheckpointError.damaged(path: path) }
      course.replay(of: options.epochs, report)
    }
    while !course.isFinished(options) {
      try epoch(of: dataset, &run, &course, &keeper, report)
      try finishEpoch(validation, &run, &course, report)
      try keeper?.save(step: course.step, isLast: course.isFinished(options)) { run.kept(course) }
    }
    if validation != nil, options.patience != nil { run.takeBest() }
    return run.written(into: graph)
  }

  /// The steps of one epoch that are not done yet.
  private func epoch(
    of dataset: Dataset, _ run: inout TrainingRunState<some Objective>, _ course: inout TrainingCourse,
    _ keeper: inout CheckpointKeeper?, _ report: (TrainingEvent) -> Void
  ) throws {
    let epoch = course.epochs.count + 1
    let size = options.batchSize
    let skipped = course.stepsInEpoch * options.accumulation
    let all = dataset.trainingBatches(size: size, seed: options.seed, epoch: epoch)
    var batches = all.dropFirst(skipped).makeIterator()
    while course.stepsInEpoch < course.perEpoch {
      var loss: Float = 0
      for part in 0..<options.accumulation {
        guard let batch = batches.next() else { break }
        loss += try run.backward(batch, dataset, part: part, step: course.step)
      }
      loss /= Float(options.accumulation)
      guard loss.isFinite else { throw TrainingError.diverged(step: course.step) }
      run.update(rateFactor: options.schedule.factor(step: course.step, of: course.total))
      course.take(loss)
      report(.step(done: course.step, total: course.total, loss: loss))
      // At the end of an epoch its score belongs into the checkpoint, too.
      if course.stepsInEpoch < course.perEpoch { try keeper?.save(step: course.step) { run.kept(course) } }
    }
  }

  private func finishEpoch(
    _ validation: Dataset?, _ run: inout TrainingRunState<some Objective>, _ course: inout TrainingCourse,
    _ report: (TrainingEvent) -> Void
  ) throws {
    // A loss tells of the weights before its step: those after the last one are looked at themselves.
    guard run.isFinite else { throw TrainingError.diverged(step: course.step) }
    let score = try validation.map {
      try Evaluation.score(of: run.written(into: graph), on: $0, threads: options.threads)
    }
    if course.finishEpoch(score: score), options.patience != nil { run.keepBest() }
    if let last = course.epochs.last {
      report(.epoch(course.epochs.count, of: options.epochs, meanLoss: last.meanLoss, score: last.score))
    }
  }
}
