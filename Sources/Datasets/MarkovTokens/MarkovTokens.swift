private import Tensors

/// A token source of known entropy, made from seeds: 32 tokens, each drawn by the two before it.
///
/// A context of two tokens `(a, b)` allows four successors; a draw of 1/2, 1/4, 1/8, 1/8 chooses among them. Which four
/// depends on `b` and on `a mod 8`, so there are 256 tables to learn. The four always differ, so whatever the contexts'
/// frequencies, every draw holds `Σ p·log₂(1/p) = 1/2·1 + 1/4·2 + 2·1/8·3 = 1.75` bits: that is the entropy rate.
package enum MarkovTokens: SyntheticTask {
  package static let version = "markov-1"
  package static let vocabulary = 32
  /// Tokens that a model sees; the target at each position is the token after it.
  package static let length = 64
  /// Shares of the four successors, in eighths.
  package static let shares = [4, 2, 1, 1]
  /// Bits per token: no model can do better on average.
  package static let entropyRate = 1.75

  /// The first target is ``Targets/ignoredToken``: its context is one token, not two.
  package static func dataset(split: DatasetSplit, count: Int, seed: UInt64 = 1) throws(DatasetError) -> Dataset {
    let table = successors(seed: seed)
    let (inputs, targets) = try Synthesis.samples(
      version, split: split, count: count, seed: seed, TensorType(.int32, [length])
    ) { (source, tokens: UnsafeMutableBufferPointer<Int32>) in
      var sequence = [source.integer(below: vocabulary), source.integer(below: vocabulary)]
      while sequence.count <= length {
        let (a, b) = (sequence[sequence.count - 2], sequence[sequence.count - 1])
        sequence.append(table[context(a, b)][pick(source.integer(below: 8))])
      }
      for position in 0..<length { tokens[position] = Int32(sequence[position]) }
      return [Targets.ignoredToken] + sequence.dropFirst(2).map(Int32.init)
    }
    var next = Tensor(zeros: TensorType(.int32, [count, length]))
    next.withMutableElements(as: Int32.self) { next in
      for (index, token) in targets.joined().enumerated() { next[index] = token }
    }
    return try Dataset(
      name: version, split: split, inputs: inputs, targets: .tokens(next, vocabulary: vocabulary))
  }

  /// Number of a context, `0..<256`.
  package static func context(_ a: Int, _ b: Int) -> Int { b * 8 + a % 8 }

  /// The four successors of every context, the likeliest first. Another seed is another language.
  package static func successors(seed: UInt64) -> [[Int]] {
    var source = RandomSource(seed: seed, stream: "\(version)/successors")
    return (0..<8 * vocabulary).map { _ in Array(source.permutation(vocabulary).prefix(4)) }
  }

  /// Which successor a draw of `0..<8` means.
  private static func pick(_ draw: Int) -> Int { draw < 4 ? 0 : draw < 6 ? 1 : draw - 4 }
}
