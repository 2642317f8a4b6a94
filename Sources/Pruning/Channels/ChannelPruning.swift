package import Graphs
import Operators
package import Tensors

/// Removes whole channels: the result is a physically smaller graph, faster with dense kernels.
///
/// Coupled channels (through residual additions, depthwise convolutions, concatenations, flattening) go together.
/// Importance of a channel: the sum of squares of all its slices, divided by the mean inside its space. Promise: shapes
/// shrink consistently, and removing channels that are all zero changes nothing.
/// Source: Li et al. 2017 (arXiv 1608.08710); Fang et al. 2023 (arXiv 2301.12900).
package struct ChannelPruning: Sendable, Hashable {
  /// Share of the channels to remove from each space, in [0, 1).
  package var ratio: Double
  /// Kept channels are rounded up to a multiple of this.
  package var multiple: Int
  /// Fewest channels kept in a space.
  package var minimum: Int

  package init(ratio: Double, multiple: Int = 4, minimum: Int = 4) {
    self.ratio = ratio
    self.multiple = max(1, multiple)
    self.minimum = max(1, minimum)
  }

  /// What happened to one space.
  package struct SpaceReport: Sendable, Hashable {
    package let producers: [String]
    package let before: Int
    package let after: Int
    package let frozenBecause: String?
  }

  package struct Result: Sendable {
    package let graph: Graph
    package let spaces: [SpaceReport]
  }

  /// - Throws: ``PruningError/nothingToPrune`` when every space is frozen or already small.
  package func pruned(_ source: Graph) throws(PruningError) -> Result {
    guard ratio >= 0, ratio < 1 else { throw .ratio(ratio) }
    let graph: Graph
    do { graph = try FusionPipeline.simplified(source) } catch { throw .graph(error) }
    var removed: [ValueID: [Int: Set<Int>]] = [:]
    var reports: [SpaceReport] = []
    for space in ChannelCoupling(graph).spaces {
      let count = space.channels.count
      let wanted = Int((Double(count) * (1 - ratio)).rounded())
      let rounded = (wanted + multiple - 1) / multiple * multiple
      let kept = space.frozenBecause == nil ? min(count, max(minimum, rounded)) : count
      let scores = ChannelPruning.importance(of: space, in: graph)
      let doomed = scores.indices.sorted { (scores[$0], $0) < (scores[$1], $1) }.prefix(count - kept)
      for channel in doomed {
        for slice in space.channels[channel] {
          removed[slice.constant, default: [:]][slice.axis, default: []].insert(slice.index)
        }
      }
      reports.append(
        SpaceReport(
          producers: space.producers.sorted().map { graph[$0].name }, before: count, after: kept,
          frozenBecause: space.frozenBecause))
    }
    guard !removed.isEmpty else { throw .nothingToPrune }
    return Result(graph: try ChannelPruning.removing(removed, from: graph), spaces: reports)
  }

  /// Sum of squares of a channel's slices, relative to the mean of its space.
  package static func importance(of space: ChannelCoupling.Space, in graph: Graph) -> [Double] {
    var norms: [ValueID: [Int: [Double]]] = [:]
    for slice in space.channels.joined() where norms[slice.constant]?[slice.axis] == nil {
      norms[slice.constant, default: [:]][slice.axis] = graph.constant(slice.constant)?.squaredNorms(along: slice.axis)
    }
    let scores = space.channels.map { slices in
      slices.reduce(0) { $0 + (norms[$1.constant]?[$1.axis]?[$1.index] ?? 0) }
    }
    let mean = scores.reduce(0, +) / Double(max(1, scores.count))
    return mean > 0 ? scores.map { $0 / mean } : scores
  }

  /// The graph without some indices of its constants, types inferred again.
  package static func removing(
    _ removed: [ValueID: [Int: Set<Int>]], from source: Graph
  ) throws(PruningError) -> Graph {
    var graph = source
    for (id, axes) in removed {
      guard var tensor = source.constant(id) else { continue }
      for (axis, indices) in axes { tensor = tensor.removing(indices, along: axis) }
      graph.setConstant(id, tensor)
    }
    do { return try graph.retyped(inputs: graph.inputs.map(graph.type(of:))) } catch { throw .graph(error) }
  }
}

extension Tensor {
  /// Sum of squares of each slice along an axis of a float32 tensor.
  fileprivate func squaredNorms(along axis: Int) -> [Double] {
    var sums = [Double](repeating: 0, count: shape[axis])
    let inner = shape.strides[axis]
    withElements(as: Float.self) { x in
      for i in x.indices { sums[i / inner % sums.count] += Double(x[i]) * Double(x[i]) }
    }
    return sums
  }

  /// A float32 tensor without some indices along an axis.
  package func removing(_ indices: Set<Int>, along axis: Int) -> Tensor {
    let extent = shape[axis]
    let inner = shape.strides[axis]
    let kept = floats.enumerated().filter { !indices.contains($0.offset / inner % extent) }.map(\.element)
    var result = Tensor(zeros: .float32(shape.replacing(axis: axis, with: extent - indices.count)))
    result.withMutableElements(as: Float.self) { target in for (i, value) in kept.enumerated() { target[i] = value } }
    return result
  }
}
