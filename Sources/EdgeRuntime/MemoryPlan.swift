/// Where every intermediate buffer lies in one arena.
///
/// Buffers whose lives overlap never overlap in bytes. Several placement orders are tried and the best is improved by
/// moving one buffer at a time; the smallest arena wins, and the first that meets the lower bound ends the search.
/// Source: Pisarchyk & Lee, arXiv 2001.03288 (greedy by size, by breadth).
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
  /// The first step at which so many bytes are alive.
  package let peakStep: Int
  /// Bytes if nothing were shared.
  package let unshared: Int

  /// - Parameter alignment: of every offset; 64 on a host, 16 on a microcontroller.
  package init(_ buffers: [Buffer], alignment: Int = 64) {
    let sizes = buffers.map { ($0.byteCount + alignment - 1) / alignment * alignment }
    let problem = PlacementProblem(sizes: sizes, lives: buffers.map(\.life))
    let breadth = problem.breadth()
    let bound = breadth.max() ?? 0
    let best = problem.solved(breadth: breadth, bound: bound)
    lowerBound = bound
    peakStep = breadth.firstIndex(of: bound) ?? 0
    unshared = sizes.reduce(0, +)
    offsets = best.offsets
    byteCount = best.byteCount
  }

  /// Checks that no two buffers that are alive together share a byte, and that all lie in the arena.
  package func isSound(for buffers: [Buffer]) -> Bool {
    guard offsets.count == buffers.count else { return false }
    var events: [(step: Int, starts: Bool, index: Int)] = []
    for (index, buffer) in buffers.enumerated() where buffer.byteCount > 0 {
      guard offsets[index] >= 0, offsets[index] + buffer.byteCount <= byteCount else { return false }
      events.append((buffer.life.lowerBound, true, index))
      events.append((buffer.life.upperBound + 1, false, index))
    }
    // What ends at a step does so before anything starts there.
    events.sort { ($0.step, $0.starts ? 1 : 0, $0.index) < ($1.step, $1.starts ? 1 : 0, $1.index) }
    // Alive now, by offset: as long as they are apart, a newcomer can only meet its two neighbours.
    var alive: [Int] = []
    for event in events {
      let place = alive.partitionPoint { offsets[$0] < offsets[event.index] }
      guard event.starts else {
        alive.remove(at: place)
        continue
      }
      if place > 0, offsets[alive[place - 1]] + buffers[alive[place - 1]].byteCount > offsets[event.index] {
        return false
      }
      if place < alive.count, offsets[event.index] + buffers[event.index].byteCount > offsets[alive[place]] {
        return false
      }
      alive.insert(event.index, at: place)
    }
    return true
  }
}

extension Array {
  /// The first position whose element does not come before what is looked for; those that do stand in front.
  func partitionPoint(_ comesBefore: (Element) -> Bool) -> Int {
    var (low, high) = (0, count)
    while low < high {
      let middle = (low + high) / 2
      if comesBefore(self[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }
}
