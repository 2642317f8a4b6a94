package import Graphs
package import Tensors

extension Resize: TFLiteConvertible {
  package static let tfliteNames = ["RESIZE_BILINEAR"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let x = try context.image(0, of: node)
    let size = try context.integers(1, of: node)
    guard size.count == 2, size.allSatisfy({ (1...Window.largest).contains($0) }) else {
      throw context.refused(node, "size", "\(size)")
    }
    let coordinates: ResizeRule.Coordinates =
      node.int("align_corners", default: 0) != 0
      ? .alignCorners : node.int("half_pixel_centers", default: 0) != 0 ? .halfPixel : .asymmetric
    let rule = ResizeRule(.linear, coordinates)
    let op = Resize(rule, image: context.type(of: x).shape, height: size[0], width: size[1])
    return [try context.apply(op, x, name: node.name)]
  }

  /// Rows and columns of images of reals or codes, interpolated linearly.
  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    guard case .linear = rule.method, !rule.antialiases, !rule.excludesOutside, axes.count == 4,
      [.alignCorners, .halfPixel, .asymmetric].contains(rule.coordinates),
      axes.allSatisfy({ $0.scale == Double($0.target) / Double($0.source) }),
      [0, 3].allSatisfy({ axes[$0].source == axes[$0].target })
    else { return false }
    return Resize.tfliteTakes(inputs, [.float32])
  }

  /// TFLite's integer operator keeps scale and zero point.
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    inputs.allSatisfy { Resize.sharesCodes($0, output) }
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    let inputs = [context.name(node, 0), context.integers([axes[1].target, axes[2].target], name: "size")]
    context.append(
      "RESIZE_BILINEAR", inputs, [context.define(node.outputs[0])],
      [
        "align_corners": .int(rule.coordinates == .alignCorners ? 1 : 0),
        "half_pixel_centers": .int(rule.coordinates == .halfPixel ? 1 : 0),
      ])
  }
}
