package import Graphs
import Tensors

/// `Transpose(Reshape(Transpose(x)))` → `Reshape(Transpose(Reshape(x)))`, when the reshape between only splits and joins
/// axes: every element moves once instead of twice.
///
/// Detection heads are written so: images to NCHW, channels split into anchors and classes, classes to the end.
package struct TransposeMerging: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard let last = node.op as? Transpose, let middle = node.inputs[0], index.onlyConsumer(of: middle) != nil,
      let reshape = index.producer(of: middle), reshape.op is Reshape || reshape.op is Flatten,
      let start = reshape.inputs[0], index.onlyConsumer(of: start) != nil, let opening = index.producer(of: start),
      let first = opening.op as? Transpose, let x = opening.inputs[0],
      let axes = CommonAxes(graph.type(of: start).shape, graph.type(of: middle).shape)
    else { return nil }
    // Pieces in the order of the transposed input, counted in the order of x.
    let split = first.inverse.permutation.map { axes.pieces(ofFirst: $0) }
    var positions = [Int](repeating: 0, count: axes.extents.count)
    for (position, piece) in split.joined().enumerated() { positions[piece] = position }
    let permutation = last.permutation.flatMap { axes.pieces(ofSecond: $0) }.map { positions[$0] }
    guard axes.extents.count <= Shape.maximumRank else { return nil }
    var patch = GraphPatch(graph)
    let pieces = try patch.append(Reshape(split.joined().map { axes.extents[$0] }), [x], name: reshape.name)
    let moved = try patch.append(Transpose(permutation), [pieces[0]], name: node.name + "_pieces")
    let shape = graph.type(of: node.outputs[0]).shape
    patch.replace(
      node.outputs[0], with: try patch.append(Reshape(shape.dimensions), [moved[0]], name: node.name)[0])
    return patch
  }
}

/// The smallest pieces of which the axes of two shapes of the same elements are made.
private struct CommonAxes {
  private(set) var extents: [Int] = []
  private var first: [Range<Int>] = []
  private var second: [Range<Int>] = []

  /// `nil` when an axis of one straddles axes of the other, or when there are no elements.
  init?(_ a: Shape, _ b: Shape) {
    guard a.count == b.count, a.count > 0 else { return nil }
    var (left, right) = (a.dimensions[...], b.dimensions[...])
    while !left.isEmpty || !right.isEmpty {
      // Grows both sides until they hold as many elements.
      var (taken, other) = ([left.popFirst() ?? 1], [right.popFirst() ?? 1])
      while taken.reduce(1, *) != other.reduce(1, *) {
        if taken.reduce(1, *) < other.reduce(1, *) {
          guard let next = left.popFirst() else { return nil }
          taken.append(next)
        } else {
          guard let next = right.popFirst() else { return nil }
          other.append(next)
        }
      }
      guard taken.count == 1 || other.count == 1 else { return nil }
      let pieces = taken.count == 1 ? other : taken
      let range = extents.count..<extents.count + pieces.count
      first += taken.count == 1 ? [range] : range.map { $0..<$0 + 1 }
      second += other.count == 1 ? [range] : range.map { $0..<$0 + 1 }
      extents += pieces
    }
    // Axes of one element behind the last of the shorter shape belong to nothing.
    guard first.count == a.rank, second.count == b.rank else { return nil }
  }

  func pieces(ofFirst axis: Int) -> [Int] { Array(first[axis]) }
  func pieces(ofSecond axis: Int) -> [Int] { Array(second[axis]) }
}
