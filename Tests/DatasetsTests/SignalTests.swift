import Datasets
import Foundation
import Tensors
import Testing

@Suite("Sound and vibration")
struct SignalTests {
  @Test("Exact functions agree with the system's")
  func functions() {
    var source = RandomSource(seed: 4)
    for _ in 0..<2_000 {
      let x = Double(source.uniform(-3, 3))
      // Both sides round a few times; for the sine the system's argument 2πx has an error of its own, 2⁻⁵³·19.
      #expect(abs(ExactMath.sine(turns: x) - sin(2 * Double.pi * x)) < 1e-14)
      #expect(abs(ExactMath.cosine(turns: x) - cos(2 * Double.pi * x)) < 1e-14)
      let positive = Double(source.uniform(1e-3, 1)) * pow(10, Double(source.integer(in: -30...30)))
      #expect(abs(ExactMath.log2(positive) - log2(positive)) <= 1e-13)
      let exponent = Double(source.uniform(-90, 90))
      #expect(abs(ExactMath.exp2(exponent) / pow(2, exponent) - 1) < 1e-14)
    }
    #expect(ExactMath.sine(turns: 0) == 0 && ExactMath.sine(turns: 0.25) == 1 && ExactMath.cosine(turns: 0.5) == -1)
    #expect(ExactMath.log2(8) == 3 && ExactMath.exp2(-4) == 0.0625)
  }

  @Test("A tone lights the band around it; its level moves the code by 8 for every factor of 2 in power")
  func tones() {
    for band in [3, 12, 25, 37] {
      let frequency = LogMel.centre(of: band)
      func codes(_ amplitude: Double) -> [UInt8] {
        LogMel.codes((0..<LogMel.second).map { Int16(amplitude * sin(2 * .pi * frequency * Double($0) / 16_000)) })
      }
      let loud = codes(20_000)
      #expect(loud.count == 49 * 40)
      let row = loud[20 * 40..<21 * 40]
      #expect(row.firstIndex(of: row.max() ?? 0).map { $0 - 20 * 40 } == band)
      // A quarter of the amplitude is 1/16 of the power: 4 · 8 codes; rounding of codes and of samples, one code.
      let soft = codes(5_000)
      #expect(abs(Int(loud[20 * 40 + band]) - Int(soft[20 * 40 + band]) - 32) <= 1)
    }
    #expect(LogMel.codes([Int16](repeating: 0, count: LogMel.second)).allSatisfy { $0 == 0 })
    #expect(LogMel.codes([1, 2, 3]).isEmpty)
    #expect(LogMel.frames(of: 480) == 1 && LogMel.frames(of: 799) == 1 && LogMel.frames(of: 800) == 2)
  }

  @Test("A code is the logarithm of the band's energy, by a transform written out")
  func code() {
    var source = RandomSource(seed: 9)
    let sound = (0..<480).map { _ in Int16(source.integer(in: -9_000...9_000)) }
    let codes = LogMel.codes(sound)
    func mel(_ f: Double) -> Double { 2595 * log10(1 + f / 700) }
    let edges = (0..<42).map { 700 * (pow(10, (mel(60) + (mel(7600) - mel(60)) * Double($0) / 41) / 2595) - 1) }
    for band in [0, 7, 21, 39] {
      var energy = 0.0
      for k in 0...256 {
        let f = Double(k) * 31.25
        let weight = max(
          0,
          min(
            (f - edges[band]) / (edges[band + 1] - edges[band]),
            (edges[band + 2] - f) / (edges[band + 2] - edges[band + 1])))
        guard weight > 0 else { continue }
        var (re, im) = (0.0, 0.0)
        for (n, sample) in sound.enumerated() {
          let value = Double(sample) * (0.5 - 0.5 * cos(2 * .pi * Double(n) / 480))
          re += value * cos(2 * .pi * Double(k * n) / 512)
          im -= value * sin(2 * .pi * Double(k * n) / 512)
        }
        energy += weight * (re * re + im * im)
      }
      #expect(codes[band] == UInt8((8 * log2(energy)).rounded() - 104))
    }
  }

  @Test("A fault strikes at the frequency of the textbook's formula", arguments: BearingSignal.Fault.allCases)
  func faults(fault: BearingSignal.Fault) throws {
    let shaft = 29.5
    var source = RandomSource(seed: 21)
    let signal = BearingSignal(fault: fault, shaft: shaft, signalToNoise: 25)
    let samples = signal.samples(1 << 15, &source)
    // Orders of the size 6205 as its maker's tables give them: outer 3.585, inner 5.415, twice the spin 4.714.
    let orders: [BearingSignal.Fault: Double] = [.outerRace: 3.585, .innerRace: 5.415, .ball: 4.714]
    guard let order = orders[fault] else {
      #expect(signal.faultFrequency == nil)
      return
    }
    let expected = try #require(signal.faultFrequency)
    #expect(abs(expected / shaft - order) < 0.001)
    // The envelope: high frequencies alone (differences twice), squared. Its largest line between 60 and 250 Hz.
    let high = zip(zip(samples, samples.dropFirst()), samples.dropFirst(2)).map { $0.0 - 2 * $0.1 + $1 }
    let envelope = high.map { $0 * $0 }
    let mean = envelope.reduce(0, +) / Double(envelope.count)
    var best = (frequency: 0.0, power: 0.0)
    for step in 0..<760 {
      let frequency = 60 + Double(step) * 0.25
      var (re, im) = (0.0, 0.0)
      let turn = 2 * Double.pi * frequency / BearingSignal.sampleRate
      let (c, s) = (cos(turn), sin(turn))
      var (x, y) = (1.0, 0.0)
      for value in envelope {
        re += (value - mean) * x
        im += (value - mean) * y
        (x, y) = (x * c - y * s, x * s + y * c)
      }
      if re * re + im * im > best.power { best = (frequency, re * re + im * im) }
    }
    // 2.7 s of samples resolve 0.4 Hz; slip of 1 % in each of 300 intervals moves the mean by 0.06 %.
    #expect(abs(best.frequency - expected) < 0.7, "\(best.frequency) for \(expected)")
  }

  @Test("Traces have a root mean square of 1, and the fault's power is what was asked for")
  func levels() {
    var (source, same) = (RandomSource(seed: 5), RandomSource(seed: 5))
    let trace = BearingSignal(fault: .outerRace, shaft: 25, signalToNoise: 3).samples(4_096, &source)
    #expect(abs(trace.reduce(0) { $0 + $1 * $1 } / 4_096 - 1) < 1e-9)
    #expect(trace == BearingSignal(fault: .outerRace, shaft: 25, signalToNoise: 3).samples(4_096, &same))
  }

  @Test("Faces of a split differ in three features or more, and no face is in two splits")
  func faces() {
    var all: [[Int]] = []
    for split in DatasetSplit.allCases {
      let people = Faces.identities(split, seed: 1)
      #expect(people.count == Faces.identityCount(split))
      for (index, one) in people.enumerated() {
        for other in people[..<index] { #expect(zip(one, other).count { $0 != $1 } >= 3) }
      }
      all += people
    }
    #expect(Set(all).count == all.count)
  }

  @Test("Boxes of scenes enclose what differs from the ground, and overlap little")
  func scenes() throws {
    let dataset = try DetectionScenes.dataset(split: .test, count: 300, seed: 1)
    guard case .boxes(let boxes, let names) = dataset.targets else { throw DatasetError.shares([]) }
    #expect(boxes.allSatisfy { (1...5).contains($0.count) })
    var counts = [Int](repeating: 0, count: names.count)
    for scene in boxes {
      for (index, box) in scene.enumerated() {
        counts[Int(box.label)] += 1
        #expect((8...28).contains((64 * (box.right - box.left)).rounded()))
        for other in scene[..<index] {
          let across = min(box.right, other.right) - max(box.left, other.left)
          let down = min(box.bottom, other.bottom) - max(box.top, other.top)
          guard across > 0, down > 0 else { continue }
          let small = min(
            (box.right - box.left) * (box.bottom - box.top), (other.right - other.left) * (other.bottom - other.top))
          // The generator counts in whole units; Float32 holds them exactly, the last edge may be cut at 1.
          #expect(across * down <= 0.27 * small)
        }
      }
    }
    // About 700 shapes of four kinds, 175 each with a deviation of 11.
    let total = counts.reduce(0, +)
    #expect(counts.allSatisfy { abs($0 - total / 4) < 60 }, "\(counts)")
  }
}
