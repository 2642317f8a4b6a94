/// Where every intermediate buffer lies in one arena.
///
/// Buffers whose lives overlap never overlap in bytes. Several placement orders are tried and improved by moving one
/// buffer at a time; the smallest arena wins. Source: Pisarchyk & Lee, arXiv 2001.03288 (greedy by size, by breadth).
package struct MemoryPlan: Sendable, Hashable {
  /// One buffer to place.
  package struct Buffer: Sendable, Hashable {
    /// Bytes, at least 0.
    package let byteCount: Int
    /// First and last step that touch the buffer, inclusive.
    package let life: ClosedRange<Int>

    package init(byteCount: Int, life: ClosedRange<Int>) {
      self.byteCount = byteCount
      self.life = life
    }
  }

  /// Byte offset of each buffer, a multiple of the alignment.
  package let offsets: [Int]
  /// Bytes of the arena.
  package let byteCount: Int
  /// The largest sum of buffers alive at one step: no plan can be smaller.
  package let lowerBound: Int
  /// Bytes if nothing were shared.
  package let unshared: Int

  /// - Parameter alignment: of every offset; 64 on a host, 16 on a microcontroller.
  package init(_ buffers: [Buffer], alignment: Int = 64) {
    let sizes = buffers.map { ($0.byteCount + alignment - 1) / alignment * alignment }
    let lives = buffers.map(\.life)
    lowerBound = MemoryPlan.peak(sizes, lives)
    unshared = sizes.reduce(0, +)
    var best: (order: [Int], placement: Placement)?
    for order in MemoryPlan.orders(sizes, lives) {
      let placement = Placement(order: order, sizes: sizes, lives: lives)
      if best == nil || placement.byteCount < (best?.placement.byteCount ?? 0) { best = (order, placement) }
    }
    var (order, placement) = best ?? ([], Placement(order: [], sizes: [], lives: []))
    // Local search: deterministic moves, so that a plan is the same on every machine.
    var state: UInt64 = 0x9E37_79B9_7F4A_7C15
    func random(_ bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int((state >> 33) % UInt64(bound))
    }
    var tries = min(4_000, 200 * buffers.count)
    while placement.byteCount > lowerBound, tries > 0, buffers.count > 2, buffers.count <= 512 {
      tries -= 1
      var candidate = order
      let moved = candidate.remove(at: random(candidate.count))
      candidate.insert(moved, at: random(candidate.count + 1))
      let result = Placement(order: candidate, sizes: sizes, lives: lives)
      if result.byteCount <= placement.byteCount { (order, placement) = (candidate, result) }
    }
    offsets = placement.offsets
    byteCount = placement.byteCount
  }

  /// Checks that no two buffers that are alive together share a byte.
  package func isSound(for buffers: [Buffer]) -> Bool {
    for (a, first) in buffers.enumerated() where first.byteCount > 0 {
      guard offsets[a] >= 0, offsets[a] + first.byteCount <= byteCount else { return false }
      for (b, second) in buffers.enumerated() where b > a && second.byteCount > 0 && first.life.overlaps(second.life) {
        guard offsets[a] + first.byteCount <= offsets[b] || offsets[b] + second.byteCount <= offsets[a] else {
          return false
        }
      }
    }
    return true
  }

  private static func peak(_ sizes: [Int], _ lives: [ClosedRange<Int>]) -> Int { breadth(sizes, lives).max() ?? 0 }

  /// Bytes alive at each step.
  private static func breadth(_ sizes: [Int], _ lives: [ClosedRange<Int>]) -> [Int] {
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

  private static func orders(_ sizes: [Int], _ lives: [ClosedRange<Int>]) -> [[Int]] {
    let indices = Array(sizes.indices)
    let bySize = indices.sorted {
      (sizes[$1], lives[$0].lowerBound, lives[$1].count, $0) < (sizes[$0], lives[$1].lowerBound, lives[$0].count, $1)
    }
    let byTime = indices.sorted { (lives[$0].lowerBound, sizes[$1], $0) < (lives[$1].lowerBound, sizes[$0], $1) }
    return [bySize, byTime, byBreadth(sizes, lives)]
  }

  /// Steps in decreasing order of bytes alive; at each, its unplaced buffers largest first.
  private static func byBreadth(_ sizes: [Int], _ lives: [ClosedRange<Int>]) -> [Int] {
    guard let last = lives.map(\.upperBound).max() else { return [] }
    let breadth = breadth(sizes, lives)
    var rank = [Int](repeating: 0, count: last + 1)
    for (place, step) in (0...last).sorted(by: { (breadth[$1], $0) < (breadth[$0], $1) }).enumerated() {
      rank[step] = place
    }
    // A buffer is placed at the first of its steps.
    let turn = lives.map { life in life.reduce(Int.max) { min($0, rank[$1]) } }
    return sizes.indices.sorted { (turn[$0], sizes[$1], $0) < (turn[$1], sizes[$0], $1) }
  }
}

/// Buffers put one after the other into the smallest gap that fits among those already placed.
private struct Placement {
  var offsets: [Int]
  var byteCount = 0

  init(order: [Int], sizes: [Int], lives: [ClosedRange<Int>]) {
    offsets = [Int](repeating: 0, count: sizes.count)
    var placed: [Int] = []
    for index in order where sizes[index] > 0 {
      let rivals = placed.filter { lives[$0].overlaps(lives[index]) }.sorted { offsets[$0] < offsets[$1] }
      var bestGap: (offset: Int, slack: Int)?
      var end = 0
      for rival in rivals {
        let gap = offsets[rival] - end
        if gap >= sizes[index], gap - sizes[index] < (bestGap?.slack ?? .max) { bestGap = (end, gap - sizes[index]) }
        end = max(end, offsets[rival] + sizes[rival])
      }
      offsets[index] = bestGap?.offset ?? end
      byteCount = max(byteCount, offsets[index] + sizes[index])
      placed.append(index)
    }
  }
}
