import Foundation
import Graphs
import Measurement
import Operators
import Peers
import Processes
import Reports
import Tensors
import Testing

/// Whole measurements against a peer that misbehaves in one way.
@Suite(.serialized) struct PeerTimerTests {
  @Test func `two honest peers are timed in the same rounds`() throws {
    let results = try FakePeer.timer().run([
      FakePeer.contestant("honest", microseconds: 200), FakePeer.contestant("honest", microseconds: 1_000),
    ])
    let timed = results.compactMap(\.timed?.comparison)
    try #require(timed.count == 2)
    #expect(results.allSatisfy { $0.error == nil && $0.difference == 0 })
    #expect(results.allSatisfy { $0.facts?.version == "1.0" && $0.facts?.precision == "f32" })
    // It spins for at least as long as it was told, in every run.
    for (comparison, least) in zip(timed, [200_000.0, 1_000_000]) {
      #expect(comparison.baseline.perRun.allSatisfy { $0 >= least })
    }
    #expect(timed[0].candidate == timed[1].candidate)
    #expect(timed[0].placements == timed[1].placements)
    #expect(timed[0].placements.count >= 6)
  }

  /// A word that the error must contain, by the way in which the peer breaks.
  static let failures: [(manner: String, found: @Sendable (PeerError) -> Bool)] = [
    ("crash", { $0 == .ended(.exited(7), lastWords: "out of luck") }),
    ("hang", { $0 == .ended(.timeLimit, lastWords: "") }),
    ("refuse", { $0 == .refused("ValueError: no such operator") }),
    ("babble", { $0 == .malformed("hello") }),
    ("short", { $0 == .outputs(expected: [1, 64], found: [1, 63]) }),
    ("lie", { if case .impossibleTime(let claimed, let passed) = $0 { claimed > passed } else { false } }),
    ("stop-the-clock", { if case .impossibleTime(0, _) = $0 { true } else { false } }),
  ]

  @Test(arguments: failures.indices)
  func `a peer that breaks is left out and changes nothing for the others`(_ index: Int) throws {
    let failure = Self.failures[index]
    let results = try FakePeer.timer().run([FakePeer.contestant(failure.manner), FakePeer.contestant("honest")])
    let error = try #require(results[0].error)
    #expect(failure.found(error), "\(failure.manner): \(error)")
    #expect(results[0].timed == nil)
    #expect(results[1].error == nil)
    #expect(results[1].timed != nil)
  }

  @Test func `outputs that differ are said and not timed`() throws {
    let results = try FakePeer.timer().run([FakePeer.contestant("differ"), FakePeer.contestant("honest")])
    // One output is 0.5 too large, and ours span 0...1.
    #expect(results[0].difference == 0.5)
    #expect(results[0].timed == nil)
    #expect(results[0].error == nil)
    #expect(results[1].timed != nil)
  }

  @Test func `a peer that wants another number of inputs is left out`() throws {
    var graph = Graph(name: "sum")
    let (a, b) = (graph.input("a", .float32([1, 64])), graph.input("b", .float32([1, 64])))
    graph.outputs = [try graph.apply(Add(), a, b)]
    let inputs = try FakePeer.inputs().map { [$0[0], $0[0]] }
    let timer = PeerTimer(graph, inputs: inputs, options: TimingOptions(), allowedDifference: 1)
    #expect(try timer.run([FakePeer.contestant("honest")])[0].error == .inputCount(expected: 1, found: 2))
  }

  @Test func `a program that is not there is that peer's error`() throws {
    let missing = Contestant(name: "x", launch: Launch("/nonexistent/python"), file: URL(filePath: "model"))
    let results = try FakePeer.timer().run([missing])
    guard case .start = results[0].error else {
      Issue.record("\(String(describing: results[0].error))")
      return
    }
  }

  @Test func `asking to stop ends the measurement`() throws {
    var questions = 0
    #expect {
      try FakePeer.timer().run(
        [FakePeer.contestant("honest")],
        isCancelled: {
          questions += 1
          return questions > 3
        })
    } throws: { error in
      if case .cancelled = error as? PeerTimingError { true } else { false }
    }
  }
}
