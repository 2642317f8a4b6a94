package import Graphs
import Tensors

extension Resize: TFLiteReadable {
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
}
