package import Graphs
package import Tensors

extension SpaceToDepth: TFLiteReadable {
  package static let tfliteNames = ["SPACE_TO_DEPTH", "SPACE_TO_BATCH_ND", "BATCH_TO_SPACE_ND"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    switch node.kind {
    case "SPACE_TO_DEPTH":
      return try context.elementwise(SpaceToDepth(BlockOrder(node.int("block_size", default: 0))), node)
    case "SPACE_TO_BATCH_ND": return [try toBatch(node, into: &context)]
    default: return [try fromBatch(node, into: &context)]
    }
  }

  /// The spatial blocks and the amounts before and after each spatial axis.
  private static func blocks(
    of x: ValueID, _ node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> (blocks: [Int], amounts: [Int]) {
    let (blocks, amounts) = (try context.integers(1, of: node), try context.integers(2, of: node))
    guard !blocks.isEmpty, blocks.count < context.type(of: x).shape.rank, amounts.count == 2 * blocks.count,
      (blocks + amounts).allSatisfy({ (0...Window.largest).contains($0) }), !blocks.contains(0)
    else { throw context.refused(node, "block_shape", "\(blocks), \(amounts)") }
    return (blocks, amounts)
  }

  /// Pads, then every place in a block becomes a batch of its own.
  private static func toBatch(_ node: ForeignNode, into context: inout TFLiteReading) throws(ForeignError) -> ValueID {
    var x = try context.input(0, of: node)
    let (blocks, amounts) = try blocks(of: x, node, into: &context)
    let rest = context.type(of: x).shape.rank - 1 - blocks.count
    let around = { (side: Int) in [0] + blocks.indices.map { amounts[2 * $0 + side] } + [Int](repeating: 0, count: rest)
    }
    x = try context.apply(Pad(before: around(0), after: around(1)), x)
    let shape = context.type(of: x).shape
    guard blocks.indices.allSatisfy({ shape[$0 + 1] % blocks[$0] == 0 }) else {
      throw context.refused(node, "block_shape", "\(blocks) of \(shape)")
    }
    var split = [shape[0]]
    for (axis, block) in blocks.enumerated() { split += [shape[axis + 1] / block, block] }
    let count = blocks.count
    split += shape.dimensions[(count + 1)...]
    let order =
      (0..<count).map { 2 * $0 + 2 } + [0] + (0..<count).map { 2 * $0 + 1 } + (0..<rest).map { 2 * count + 1 + $0 }
    let moved = try context.apply(Transpose(order), try context.apply(Reshape(split), x))
    let extents =
      [shape[0] * blocks.reduce(1, *)] + blocks.indices.map { shape[$0 + 1] / blocks[$0] }
      + shape.dimensions[(count + 1)...]
    return try context.apply(Reshape(extents), moved, name: node.name)
  }

  /// Batches become places in a block, then what is too much is cut off.
  private static func fromBatch(_ node: ForeignNode, into context: inout TFLiteReading) throws(ForeignError) -> ValueID
  {
    let x = try context.input(0, of: node)
    let (blocks, amounts) = try blocks(of: x, node, into: &context)
    let (shape, count) = (context.type(of: x).shape, blocks.count)
    let places = blocks.reduce(1) { $0.multipliedReportingOverflow(by: $1).partialValue }
    guard places > 0, shape[0] % places == 0 else {
      throw context.refused(node, "block_shape", "\(blocks) of \(shape)")
    }
    let rest = Array(shape.dimensions[(count + 1)...])
    let split = blocks + [shape[0] / places] + shape.dimensions[1...count] + rest
    let order =
      [count] + (0..<count).flatMap { [count + 1 + $0, $0] } + rest.indices.map { 2 * count + 1 + $0 }
    let moved = try context.apply(Transpose(order), try context.apply(Reshape(split), x))
    let whole = blocks.indices.map { shape[$0 + 1] * blocks[$0] }
    var y = try context.apply(Reshape([shape[0] / places] + whole + rest), moved, name: node.name)
    for (axis, extent) in whole.enumerated() where amounts[2 * axis] + amounts[2 * axis + 1] > 0 {
      let kept = extent - amounts[2 * axis] - amounts[2 * axis + 1]
      guard kept >= 0 else { throw context.refused(node, "crops", "\(amounts) of \(whole)") }
      y = try context.apply(Slice(axis: axis + 1, start: amounts[2 * axis], count: kept), y)
    }
    return y
  }
}

extension SpaceToDepth: TFLiteWritable {
  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    SpaceToDepth.tfliteTakes(inputs, [.float32, .int8, .uint8, .int32, .int64])
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.writeBlocks("SPACE_TO_DEPTH", node, order, toSpace: false)
  }
}
