import Processes

/// PyTorch while it trains a model that both sides define: a child process, stopped except while it is asked.
///
/// One run is one step: the next 64 images of a shuffled epoch that lies in memory, forward, backward, stochastic
/// gradient descent with momentum. The text of the child is `pytorch_training.py` beside this file.
package final class TrainingPeer {
  /// Where the channels of its images lie.
  package enum Layout: String, Sendable, CaseIterable, Codable {
    case channelsFirst = "nchw"
    case channelsLast = "channels_last"
  }

  package let version: String
  private let process: PeerProcess
  private let threads: Int
  private let file: String

  /// - Parameters:
  ///   - python: absolute path of a Python with PyTorch and NumPy.
  ///   - model: `lenet5` or `resnet8`.
  package init(python: String, model: String, layout: Layout, threads: Int) throws(PeerError) {
    let peer = Peer(
      name: "pytorch", title: "PyTorch", requirements: [], fileEndings: [],
      adapter: PackageResources.pytorch_training_py)
    var deadlines = PeerDeadlines()
    deadlines.answer = 600
    // Its libraries alone take some gigabytes of addresses.
    let launch = peer.launch(python: python, home: "/nonexistent", threads: threads, memoryBytes: 8 << 30)
    process = try PeerProcess(launch, deadlines: deadlines)
    self.threads = threads
    file = "\(model)/\(layout.rawValue)"
    version = try process.load(file: file, threads: threads).version
    try process.give([], index: 0)
    process.pause()
  }

  /// Makes model, data and optimizer anew.
  package func begin() throws(PeerError) {
    process.resume()
    defer { process.pause() }
    _ = try process.load(file: file, threads: threads)
  }

  /// Nanoseconds of so many steps, after one that is not timed.
  package func time(steps: Int) throws(PeerError) -> Int64 {
    process.resume()
    defer { process.pause() }
    return try process.run(input: 0, repetitions: steps, leadIn: 0)
  }
}
