import Kernels
import Tensors
import Testing

@Suite("Observation of activations")
struct ObservationTests {
  @Test("The range is that of a plain loop, for every length and instruction set", arguments: InstructionSet.available)
  func range(instructionSet: InstructionSet) {
    var bench = Bench(seed: 1)
    for count in [1, 2, 63, 64, 65, 1000, 4097, 10_000] {
      let values = bench.floats(count, -3...7)
      let found = values.withUnsafeBufferPointer { Observation.range(of: $0, instructionSet: instructionSet) }
      #expect(found == (values.min() ?? 0)...(values.max() ?? 0), "\(count)")
    }
    #expect([Float]().withUnsafeBufferPointer { Observation.range(of: $0) } == nil)
  }

  @Test("One value that is no finite number is found wherever it stands", arguments: InstructionSet.available)
  func notFinite(instructionSet: InstructionSet) {
    for place in [0, 1, 63, 64, 500, 4095, 4096, 4999] {
      for broken in [Float.nan, .infinity, -.infinity, .signalingNaN] {
        var values = [Float](repeating: 1, count: 5000)
        values[place] = broken
        let found = values.withUnsafeBufferPointer { Observation.range(of: $0, instructionSet: instructionSet) }
        #expect(found == nil, "\(broken) at \(place)")
      }
    }
  }

  @Test("Every value is counted once, in the bin of the float32 formula", arguments: InstructionSet.available)
  func bins(instructionSet: InstructionSet) {
    var bench = Bench(seed: 2)
    for count in [0, 1, 3, 4, 255, 256, 257, 5000] {
      let values = bench.floats(count, -2...2)
      var counts = [Int](repeating: 1, count: 37)
      values.withUnsafeBufferPointer {
        Observation.count($0, inverse: 10, first: -15, into: &counts, instructionSet: instructionSet)
      }
      var expected = [Int](repeating: 1, count: 37)
      for value in values { expected[Int(min(max(value * 10 - (-15), 0), 36))] += 1 }
      if instructionSet == .scalar { #expect(counts == expected) }
      #expect(counts.reduce(0, +) == count + 37)
      // With a fused multiply-add a value at an edge may fall into the next bin.
      #expect(zip(counts, expected).reduce(0) { $0 + abs($1.0 - $1.1) } <= 2)
    }
  }
}
