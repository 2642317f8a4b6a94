/// Buffers with their sizes and lives, to be put at offsets: the orders that are tried, and the search that follows.
struct PlacementProblem {
  /// Rounded up to the alignment.
  let sizes: [Int]
  let lives: [ClosedRange<Int>]

  /// The best placement that was found.
  func solved(breadth: [Int], bound: Int) -> Placement {
    var best: (order: [Int], placement: Placement)?
    for makeOrder in [bySize, byTime, bySizeLateFirst, { byBreadth(breadth) }] {
      let order = makeOrder()
      guard let placement = Placement(order, of: self, below: best?.placement.byteCount ?? .max) else { continue }
      best = (order, placement)
      if placement.byteCount == bound { return placement }
    }
    guard let best else { return Placement() }
    return improved(best.order, best.placement, bound: bound)
  }

  /// Moves one buffer of the order at a time and keeps what is not worse. The moves are the same on every machine, and
  /// bounded by what they cost, not by a clock: about 20 ms.
  private func improved(_ order: [Int], _ placement: Placement, bound: Int) -> Placement {
    var (order, best) = (order, placement)
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    let pairs = order.count * order.count / 2 + 1
    var tries = order.count > 2 ? min(4_000, 200 * order.count, 20_000_000 / pairs) : 0
    while best.byteCount > bound, tries > 0 {
      tries -= 1
      let (from, to) = (random(order.count), random(order.count))
      order.insert(order.remove(at: from), at: to)
      if let result = Placement(order, of: self, below: best.byteCount + 1) {
        best = result
      } else {
        order.insert(order.remove(at: to), at: from)
      }
    }
    return best
  }

  /// Bytes alive at each step.
  func breadth() -> [Int] {
    guard let last = lives.map(\.upperBound).max() else { return [] }
    var change = [Int](repeating: 0, count: last + 2)
    for (size, life) in zip(sizes, lives) {
      change[life.lowerBound] += size
      change[life.upperBound + 1] -= size
    }
    var live = 0
    return change.dropLast().map { delta in
      live += delta
      return live
    }
  }

  // MARK: Orders

  /// Largest first; among equals the one used first, then the one that lives longer.
  private func bySize() -> [Int] {
    sizes.indices.sorted {
      (sizes[$1], lives[$0].lowerBound, lives[$1].count, $0) < (sizes[$0], lives[$1].lowerBound, lives[$0].count, $1)
    }
  }

  /// Largest first; among equals the one used last.
  private func bySizeLateFirst() -> [Int] {
    sizes.indices.sorted { (sizes[$1], lives[$1].lowerBound, $1) < (sizes[$0], lives[$0].lowerBound, $0) }
  }

  /// As a run asks for them.
  private func byTime() -> [Int] {
    sizes.indices.sorted { (lives[$0].lowerBound, sizes[$1], $0) < (lives[$1].lowerBound, sizes[$0], $1) }
  }

  /// Steps in decreasing order of bytes alive; at each, its unplaced buffers largest first.
  private func byBreadth(_ breadth: [Int]) -> [Int] {
    var rank = [Int](repeating: 0, count: breadth.count)
    for (place, step) in breadth.indices.sorted(by: { (breadth[$1], $0) < (breadth[$0], $1) }).enumerated() {
      rank[step] = place
    }
    // A buffer is placed at the first of its steps.
    let turn = lives.map { life in life.reduce(Int.max) { min($0, rank[$1]) } }
    return sizes.indices.sorted { (turn[$0], sizes[$1], $0) < (turn[$1], sizes[$0], $1) }
  }
}

/// Buffers put one after the other into the smallest gap that fits among those already placed.
struct Placement {
  private(set) var offsets: [Int] = []
  private(set) var byteCount = 0

  /// One buffer that has its place.
  private struct Placed {
    let first: Int
    let last: Int
    let offset: Int
    let end: Int
  }

  init() {}

  /// - Parameter limit: `nil` is returned as soon as the arena reaches so many bytes.
  init?(_ order: [Int], of problem: PlacementProblem, below limit: Int) {
    offsets = [Int](repeating: 0, count: problem.sizes.count)
    var placed: [Placed] = []  // by offset
    placed.reserveCapacity(order.count)
    for index in order where problem.sizes[index] > 0 {
      let (size, life) = (problem.sizes[index], problem.lives[index])
      var best: (offset: Int, slack: Int)?
      var end = 0
      for other in placed where other.first <= life.upperBound && other.last >= life.lowerBound {
        let slack = other.offset - end - size
        if slack >= 0, slack < best?.slack ?? .max { best = (end, slack) }
        end = max(end, other.end)
      }
      let offset = best?.offset ?? end
      byteCount = max(byteCount, offset + size)
      guard byteCount < limit else { return nil }
      offsets[index] = offset
      placed.insert(
        Placed(first: life.lowerBound, last: life.upperBound, offset: offset, end: offset + size),
        at: placed.partitionPoint { $0.offset < offset })
    }
  }
}
