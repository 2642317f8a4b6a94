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
    let offset: Float = node.int("half_pixel_centers", default: 0) != 0 ? 0.5 : 0
    /// In float32, as TFLite computes it.
    func sources(_ count: Int, of extent: Int) -> [Int] {
      let scale =
        alignsCorners && count > 1 ? Float(extent - 1) / Float(count - 1) : Float(extent) / Float(count)
      return (0..<count).map { position in
        let real = (Float(position) + offset) * scale
        return min(Int(alignsCorners ? real.rounded(.toNearestOrAwayFromZero) : real.rounded(.down)), extent - 1)
      }
    }
    let op = NearestResize(rows: sources(size[0], of: shape[1]), columns: sources(size[1], of: shape[2]))
    return [try context.apply(op, x, name: node.name)]
  }
}
