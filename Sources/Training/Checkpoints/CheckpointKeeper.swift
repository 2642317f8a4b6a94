/// Writes the checkpoints of one run when they are due.
struct CheckpointKeeper {
  private let settings: Checkpointing
  private let identity: [RunIdentity.Item]
  private let file: CheckpointFile
  private let clock = ContinuousClock()
  private var written: ContinuousClock.Instant

  init(_ settings: Checkpointing, identity: [RunIdentity.Item]) {
    self.settings = settings
    self.identity = identity
    file = CheckpointFile(path: settings.path)
    written = clock.now
  }

  /// What to go on from; nil when there is nothing or the run begins anew.
  /// - Throws: ``CheckpointError``.
  func resumed() throws(CheckpointError) -> (checkpoint: Checkpoint, path: String)? {
    guard settings.resumes, let found = try file.newest() else { return nil }
    let known = Dictionary(found.identity.map { ($0.name, $0.value) }) { first, _ in first }
    let different = identity.filter { known[$0.name] != $0.value }.map(\.name)
    guard different.isEmpty else { throw .differs(path: found.path, what: different) }
    if found.path != file.path { try file.restorePrevious() }
    return (found.checkpoint, found.path)
  }

  /// Writes when it is time or somebody asked to stop.
  /// - Throws: ``TrainingError/stopped(step:)``, ``CheckpointError/unwritable(path:code:)``.
  mutating func save(step: Int, isLast: Bool = false, _ checkpoint: () -> Checkpoint) throws {
    let isStopping = !isLast && settings.isStopRequested()
    let isDue = settings.everySteps.map { step % max(1, $0) == 0 } ?? false
    guard isLast || isStopping || isDue || clock.now - written >= .seconds(settings.everySeconds) else { return }
    try file.replace(with: CheckpointBytes.encoded(checkpoint(), identity: identity))
    written = clock.now
    if isStopping { throw TrainingError.stopped(step: step) }
  }
}
