import Foundation
import Graphs
import Measurement
import Operators
import Peers
import Processes
import Tensors

/// The program of `Tests/FakePeer`, built beside the tests, and a model that does what it does.
enum FakePeer {
  static let program: URL = {
    #if os(Linux)
      let tests = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")).map {
        URL(filePath: $0)
      }
    #else
      let tests = Bundle.allBundles.first { $0.bundlePath.hasSuffix(".xctest") }?.bundleURL
    #endif
    let folder = tests?.deletingLastPathComponent() ?? URL(filePath: ".build/release", directoryHint: .isDirectory)
    return folder.appending(path: "FakePeer")
  }()

  static func launch(_ manner: String, microseconds: Int = 50) -> Launch {
    Launch(program.path, [manner, String(microseconds)], limits: ResourceLimits(memoryBytes: 1 << 30))
  }

  static func contestant(_ manner: String, microseconds: Int = 50) -> Contestant {
    Contestant(name: manner, launch: launch(manner, microseconds: microseconds), file: URL(filePath: "model"))
  }

  /// y = max(x, 0) over 64 numbers.
  static func rectifier() throws -> Graph {
    var graph = Graph(name: "rectifier")
    let input = graph.input("x", .float32([1, 64]))
    graph.outputs = [try graph.apply(Relu(), input)]
    return graph
  }

  /// −1, …, 1 in equal steps, and the same backwards: the rectified values span 0...1.
  static func inputs() throws -> [[Tensor]] {
    let values = (0..<64).map { Float($0 * 2 - 63) / 63 }
    return [[try Tensor(values, shape: [1, 64])], [try Tensor(values.reversed(), shape: [1, 64])]]
  }

  static func timer() throws -> PeerTimer {
    var options = TimingOptions()
    options.warmUpNanoseconds = 0
    options.sampleNanoseconds = 100_000
    options.pairsPerPlacement = 4
    options.budgetNanoseconds = 200_000_000
    var deadlines = PeerDeadlines()
    deadlines.answer = 2
    return PeerTimer(
      try rectifier(), inputs: try inputs(), options: options, allowedDifference: OutputAgreement.allowedForFloats,
      deadlines: deadlines)
  }
}
