package import Graphs
import Tensors

extension Slice: TFLiteReadable {
  package static let tfliteNames = ["SLICE", "STRIDED_SLICE", "SPLIT", "SPLIT_V", "UNPACK"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    switch node.kind {
    case "SPLIT": try parts(of: try context.input(1, of: node), axis: 0, sizes: nil, node, into: &context)
    case "SPLIT_V": try parts(of: try context.input(0, of: node), axis: 2, sizes: 1, node, into: &context)
    case "UNPACK": try unpacked(node, into: &context)
    case "STRIDED_SLICE": [try strided(node, into: &context)]
    default: [try plain(node, into: &context)]
    }
  }

  /// Begin and size of each axis; a size of −1 goes to the end.
  private static func plain(_ node: ForeignNode, into context: inout TFLiteReading) throws(ForeignError) -> ValueID {
    var value = try context.input(0, of: node)
    let shape = context.type(of: value).shape
    let (begins, sizes) = (try context.integers(1, of: node), try context.integers(2, of: node))
    guard begins.count == shape.rank, sizes.count == shape.rank else {
      throw context.refused(node, "begin", "\(begins), \(sizes) of \(shape)")
    }
    for (axis, (begin, size)) in zip(begins, sizes).enumerated() {
      guard (0...shape[axis]).contains(begin), size >= -1 else { throw context.refused(node, "begin", "\(begin)") }
      let count = size == -1 ? shape[axis] - begin : size
      guard count != shape[axis] else { continue }
      value = try context.apply(Slice(axis: axis, start: begin, count: count), value)
    }
    return value
  }

  /// Parts along an axis that an input names.
  /// - Parameters:
  ///   - axis: the input that holds the axis.
  ///   - sizes: the input that holds the extents of the parts, one of which may be −1; `nil` for equal parts.
  private static func parts(
    of value: ValueID, axis: Int, sizes: Int?, _ node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID] {
    let axis = try context.axis(try context.integers(axis, of: node).first ?? 0, of: value, node)
    let extent = context.type(of: value).shape[axis]
    let count = max(1, node.outputs.count)
    var extents = [Int](repeating: extent / count, count: count)
    if let sizes { extents = try context.integers(sizes, of: node) }
    if let open = extents.firstIndex(of: -1), extents.count(where: { $0 == -1 }) == 1 {
      extents[open] = extent - extents.reduce(1) { $0 &+ $1 }
    }
    guard extents.count == count, extents.allSatisfy({ (0...extent).contains($0) }), extents.reduce(0, +) == extent
    else { throw context.refused(node, "sizes", "\(extents) of \(extent)") }
    var results: [ValueID] = []
    var start = 0
    for extent in extents {
      results.append(try context.apply(Slice(axis: axis, start: start, count: extent), value))
      start += extent
    }
    return results
  }

  /// One output for each index of an axis, which goes.
  private static func unpacked(_ node: ForeignNode, into context: inout TFLiteReading) throws(ForeignError) -> [ValueID]
  {
    let value = try context.input(0, of: node)
    let axis = try context.axis(node.int("axis", default: 0), of: value, node)
    var extents = context.type(of: value).shape.dimensions
    guard node.outputs.count == extents.remove(at: axis) else {
      throw context.refused(node, "num", "\(node.outputs.count)")
    }
    var results: [ValueID] = []
    for index in node.outputs.indices {
      let part = try context.apply(Slice(axis: axis, start: index, count: 1), value)
      results.append(try context.apply(Reshape(extents), part))
    }
    return results
  }

  private static func strided(_ node: ForeignNode, into context: inout TFLiteReading) throws(ForeignError) -> ValueID {
    var value = try context.input(0, of: node)
    let ranges = try StridedRanges(
      node, shape: context.type(of: value).shape, begins: try context.integers(1, of: node),
      ends: try context.integers(2, of: node), steps: try context.integers(3, of: node))
    for (axis, picked) in ranges.picked.enumerated() {
      guard let picked else { continue }
      if picked.step == 1 {
        value = try context.apply(Slice(axis: axis, start: picked.start, count: picked.count), value)
      } else {
        let indices = (0..<picked.count).map { Int32(picked.start + $0 * picked.step) }
        value = try context.apply(Gather(axis: axis), value, context.graph.constant(Tensor(indices)))
      }
    }
    guard let extents = ranges.extents(of: context.type(of: value).shape) else { return value }
    return try context.apply(Reshape(extents), value)
  }
}

extension Slice: TFLiteWritable {
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0], let axis = context.type(of: x).shape.normalized(axis: axis) else { return }
    let shape = context.type(of: x).shape
    let begin = shape.dimensions.indices.map { $0 == axis ? start : 0 }
    let inputs = [
      context.name(x), context.integers(begin, name: "begin"),
      context.integers(shape.replacing(axis: axis, with: count).dimensions, name: "size"),
    ]
    context.append("SLICE", inputs, [context.define(node.outputs[0])])
  }
}
