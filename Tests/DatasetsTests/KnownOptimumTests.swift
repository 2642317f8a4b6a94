import Datasets
import Foundation
import Tensors
import Testing

@Suite("What is known to be the best")
struct KnownOptimumTests {
  @Test("markov: counted draws have the entropy that the closed form says")
  func entropy() throws {
    // Σ p·log₂(1/p) over the successors of a context, whatever the contexts' frequencies.
    let shares = MarkovTokens.shares.map { Double($0) / 8 }
    #expect(shares.reduce(0, +) == 1)
    #expect(shares.reduce(0) { $0 - $1 * log2($1) } == MarkovTokens.entropyRate)

    let count = 2_000
    let dataset = try MarkovTokens.dataset(split: .train, count: count, seed: 1)
    guard case .tokens(let next, let vocabulary) = dataset.targets else { throw DatasetError.shares([]) }
    let tokens = dataset.inputs.elements(as: Int32.self)
    let targets = next.elements(as: Int32.self)
    let length = MarkovTokens.length
    let table = MarkovTokens.successors(seed: 1)
    var ranks = [Int](repeating: 0, count: 4)
    for row in 0..<count {
      #expect(targets[row * length] == Targets.ignoredToken)
      for position in 1..<length {
        let (a, b) = (Int(tokens[row * length + position - 1]), Int(tokens[row * length + position]))
        let target = targets[row * length + position]
        if position + 1 < length { #expect(target == tokens[row * length + position + 1]) }
        let rank = try #require(table[MarkovTokens.context(a, b)].firstIndex(of: Int(target)))
        ranks[rank] += 1
      }
    }
    let draws = Double(count * (length - 1))
    #expect(vocabulary == MarkovTokens.vocabulary)
    // Deviation of a share of 126,000 draws: at most 0.0014; five of them.
    for (rank, share) in zip(ranks, shares) { #expect(abs(Double(rank) / draws - share) < 0.007, "\(ranks)") }
    // A model that knows the table spends −log₂ p on each draw: its mean is the rate. Deviation √(0.69/126,000) = 0.0023.
    let spent = zip(ranks, shares).reduce(0) { $0 - Double($1.0) * log2($1.1) } / draws
    #expect(abs(spent - MarkovTokens.entropyRate) < 0.012, "\(spent)")
  }

  @Test("plc: the best AUC is that of all durations counted, and the traces reach it")
  func cycles() throws {
    // Shares of a step's time off the nominal, normal and late, in 1/256.
    func binomial(_ x: Int) -> Double {
      let choose = [1.0, 8, 28, 56, 70, 56, 28, 8, 1]
      return (-4...4).contains(x) ? choose[x + 4] / 256 : 0
    }
    func ratio(_ x: Int) -> Double { binomial(x) == 0 ? .infinity : binomial(x - PLCTraces.delay) / binomial(x) }
    // The likelihood ratio is the mean of the five steps' ratios. Its distribution over all times, by adding step by step.
    func sums(_ steps: [[(value: Double, share: Double)]]) -> [Double: Double] {
      steps.reduce([0: 1.0]) { sums, step in
        var next: [Double: Double] = [:]
        for (sum, share) in sums {
          // Ratios are quotients of small integers; sums that differ by less than a millionth are equal ones.
          for (value, weight) in step { next[((sum + value) * 1e6).rounded() / 1e6, default: 0] += share * weight }
        }
        return next
      }
    }
    let usual = (-4...4).map { (value: ratio($0), share: binomial($0)) }
    let late = (0...8).map { (value: ratio($0), share: binomial($0 - PLCTraces.delay)) }
    let normal = sums([usual, usual, usual, usual, usual])
    let anomalous = sums([usual, usual, usual, usual, late])
    var exact = 0.0
    for (score, share) in anomalous {
      for (other, weight) in normal { exact += share * weight * (score > other ? 1 : score == other ? 0.5 : 0) }
    }
    #expect(abs(exact - PLCTraces.bestAUC) < 1e-6, "\(exact)")

    // The durations read off the switches, scored by the ratio.
    let dataset = try PLCTraces.dataset(split: .test, count: 2_000, seed: 1)
    guard case .reconstruction(let isAnomalous) = dataset.targets else { throw DatasetError.shares([]) }
    let codes = dataset.inputs.elements(as: UInt8.self)
    let scores = (0..<dataset.count).map { row -> Double in
      let trace = codes[row * PLCTraces.length * PLCTraces.channels..<(row + 1) * PLCTraces.length * PLCTraces.channels]
      return zip(durations(Array(trace)), PLCTraces.nominal).reduce(0) { $0 + ratio($1.0 - $1.1) }
    }
    let positives = zip(scores, isAnomalous).filter(\.1).map(\.0)
    let negatives = zip(scores, isAnomalous).filter { !$0.1 }.map(\.0)
    #expect(abs(positives.count - 1_000) < 112, "half are anomalous: \(positives.count)")
    var wins = 0.0
    for positive in positives {
      for negative in negatives {
        wins += positive > negative + 1e-9 ? 1 : abs(positive - negative) <= 1e-9 || positive == negative ? 0.5 : 0
      }
    }
    let found = wins / Double(positives.count * negatives.count)
    // Hanley & McNeil's deviation for 1,000 and 1,000 at 0.93: 0.006; four of them.
    #expect(abs(found - PLCTraces.bestAUC) < 0.024, "\(found)")
    for split in [DatasetSplit.train, .calibration] {
      guard case .reconstruction(let flags) = try PLCTraces.dataset(split: split, count: 200, seed: 1).targets else {
        continue
      }
      #expect(!flags.contains(true))
    }
  }

  /// Ticks of the five steps: from clamp valve to clamp closed, to the lower end, to the spindle valve's closing, to the
  /// upper end, to the clamp's opening.
  private func durations(_ trace: [UInt8]) -> [Int] {
    func first(_ channel: Int, _ isOn: Bool, from start: Int) -> Int {
      (start..<PLCTraces.length).first { (trace[$0 * PLCTraces.channels + channel] == 255) == isOn } ?? PLCTraces.length
    }
    var edges = [first(0, true, from: 0)]
    for (channel, isOn) in [(1, true), (3, true), (3, false), (4, true), (1, false)] {
      edges.append(first(channel, isOn, from: edges[edges.count - 1]))
    }
    return zip(edges, edges.dropFirst()).map { $1 - $0 }
  }
}
