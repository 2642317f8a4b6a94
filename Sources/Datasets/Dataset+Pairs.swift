private import Tensors

/// Two samples of a verification task.
package struct SamplePair: Sendable, Hashable {
  package let first: Int
  package let second: Int
  /// Whether both show the same identity.
  package let isSame: Bool

  package init(first: Int, second: Int, isSame: Bool) {
    self.first = first
    self.second = second
    self.isSame = isSame
  }
}

extension Dataset {
  /// Pairs for the true accept rate at a false accept rate: as many of the same identity as of different ones.
  ///
  /// Identities are drawn alike, then samples of them, by a seed: a pair may come twice, a sample never stands beside itself.
  /// - Parameter count: of each kind. Fewer when no identity has two samples, or when there is only one.
  /// - Throws: ``DatasetError/targetKind(expected:found:)`` for another task.
  package func verificationPairs(count: Int, seed: UInt64 = 1) throws(DatasetError) -> [SamplePair] {
    guard case .identities(let labels, _) = targets else {
      throw .targetKind(expected: .identities, found: targets.kind)
    }
    var source = RandomSource(seed: seed, stream: "pairs/\(name)/\(split.rawValue)")
    let groups = Dictionary(grouping: labels.indices) { labels[$0] }.sorted { $0.key < $1.key }.map(\.value)
    let paired = groups.filter { $0.count > 1 }
    var pairs: [SamplePair] = []
    for _ in 0..<max(0, count) where !paired.isEmpty {
      let group = paired[source.integer(below: paired.count)]
      let (first, step) = (source.integer(below: group.count), source.integer(in: 1...group.count - 1))
      pairs.append(SamplePair(first: group[first], second: group[(first + step) % group.count], isSame: true))
    }
    for _ in 0..<max(0, count) where groups.count > 1 {
      let (first, step) = (source.integer(below: groups.count), source.integer(in: 1...groups.count - 1))
      let (a, b) = (groups[first], groups[(first + step) % groups.count])
      pairs.append(
        SamplePair(
          first: a[source.integer(below: a.count)], second: b[source.integer(below: b.count)], isSame: false))
    }
    return pairs
  }
}
