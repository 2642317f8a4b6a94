package import Graphs
import Tensors

extension NearestResize: TFLiteReadable {
  package static let tfliteNames = ["RESIZE_NEAREST_NEIGHBOR"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.image(0, of: node)
    let shape = context.type(of: x).shape
    let size = try context.integers(1, of: node)
    guard size.count == 2, size.allSatisfy({ (1...Window.largest).contains($0) }), shape[1] > 0, shape[2] > 0 else {
      throw context.refused(node, "size", "\(size)")
    }
    let alignsCorners = node.int("align_corners", default: 0) != 0
    let rule: TFLitePixelRule =
      alignsCorners ? .alignedCorners : node.int("half_pixel_centers", default: 0) != 0 ? .halfPixelCentres : .plain
    let op = NearestResize(rows: rule.pixels(size[0], of: shape[1]), columns: rule.pixels(size[1], of: shape[2]))
    return [try context.apply(op, x, name: node.name)]
  }
}

extension NearestResize: TFLiteWritable {
  /// TFLite's own operator where one of its rules picks the same pixels, otherwise two GATHERs.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let type = context.type(of: x)
    let rule = TFLitePixelRule.allCases.first {
      $0.pixels(rows.count, of: type.shape[1]) == rows && $0.pixels(columns.count, of: type.shape[2]) == columns
    }
    if let rule {
      let inputs = [context.name(x), context.integers([rows.count, columns.count], name: "size")]
      return context.append(
        "RESIZE_NEAREST_NEIGHBOR", inputs, [context.define(node.outputs[0])],
        [
          "align_corners": .int(rule == .alignedCorners ? 1 : 0),
          "half_pixel_centers": .int(rule == .halfPixelCentres ? 1 : 0),
        ])
    }
    var lines = type
    lines.shape = type.shape.replacing(axis: 1, with: rows.count)
    let between = context.between(lines, node.name + "_rows")
    context.append("GATHER", [context.name(x), context.integers(rows, name: "rows")], [between], ["axis": .int(1)])
    let inputs = [between, context.integers(columns, name: "columns")]
    context.append("GATHER", inputs, [context.define(node.outputs[0])], ["axis": .int(2)])
  }
}
