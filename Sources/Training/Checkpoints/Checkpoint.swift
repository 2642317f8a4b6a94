/// What of a training run must be kept so that it can go on as if it had never stopped.
struct Checkpoint: Hashable {
  var course: TrainingCourse.Kept
  /// Weights, then optimizer state.
  var memory: [[Float]]
  var statistics: [[Float]]
  /// Of the best epoch; empty when none is kept.
  var bestWeights: [[Float]]
  var bestStatistics: [[Float]]
}

/// Where a training run keeps what it has done, and whether it goes on from there.
package struct Checkpointing {
  /// The file; the one before it stays beside it as `….previous`, so that a damaged file does not cost the run.
  package let path: String
  /// Whether to go on from the file when there is one.
  package var resumes = false
  /// Steps after which the file is written; nil: by time alone.
  package var everySteps: Int?
  /// Seconds after which the file is written.
  package var everySeconds = 20.0
  /// Asked after every step: then the file is written and training ends with ``TrainingError/stopped(step:)``.
  package var isStopRequested: () -> Bool = { false }

  package init(path: String) { self.path = path }
}

/// Why a checkpoint cannot be used.
package enum CheckpointError: Error, Sendable, Hashable {
  /// `code` is `errno`.
  case unreadable(path: String, code: Int32)
  case unwritable(path: String, code: Int32)
  /// No checkpoint, or one that was cut off or changed; neither is the one before it usable.
  case damaged(path: String)
  /// Written by another version of this program.
  case version(path: String, found: Int)
  /// It belongs to another run: what is not the same there.
  case differs(path: String, what: [String])
}
