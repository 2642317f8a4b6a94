/// What grading tells a lab's judge: where the learner's program is and what to ask it with. JSON on standard input.
package struct JudgeRequest: Codable, Hashable, Sendable {
  /// Absolute path of the built worker.
  package var worker: String
  /// An empty folder the worker runs in.
  package var directory: String
  /// Folder of the lab's data files.
  package var data: String
  /// Seeds known to everyone, asked first.
  package var fixedSeeds: [UInt64]
  /// Seeds drawn after the submission was hashed.
  package var freshSeeds: [UInt64]
  package var limits: WorkerLimits
  /// Ids of the checks to run; `nil` for all.
  package var only: [String]?
  /// What was made for this grading alone; `nil` when there is no such thing.
  package var observations: Observations?

  /// Samples in a folder: `0.f32`, `1.f32`, …, little-endian Float32.
  package struct Observations: Codable, Hashable, Sendable {
    package var folder: String
    /// What each file holds samples of.
    package var names: [String]

    package init(folder: String, names: [String]) {
      self.folder = folder
      self.names = names
    }
  }

  package init(
    worker: String, directory: String, data: String, fixedSeeds: [UInt64], freshSeeds: [UInt64],
    limits: WorkerLimits, only: [String]? = nil, observations: Observations? = nil
  ) {
    self.worker = worker
    self.directory = directory
    self.data = data
    self.fixedSeeds = fixedSeeds
    self.freshSeeds = freshSeeds
    self.limits = limits
    self.only = only
    self.observations = observations
  }
}

/// Limits of a learner's program, written in `lab.yml`.
package struct WorkerLimits: Codable, Hashable, Sendable {
  /// Wall-clock seconds one call may take.
  package var callSeconds: Double
  /// CPU seconds one worker process may use.
  package var cpuSeconds: Int
  /// Resident MiB.
  package var memoryMiB: Int

  package init(callSeconds: Double = 2, cpuSeconds: Int = 60, memoryMiB: Int = 512) {
    self.callSeconds = callSeconds
    self.cpuSeconds = cpuSeconds
    self.memoryMiB = memoryMiB
  }
}
