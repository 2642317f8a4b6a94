private import Tensors

/// A synthetic task made from seeds: one to five coloured shapes in clutter, each with its box. 64 × 64 × 3 uint8 pixels.
///
/// The boxes are exact: they are the extents the shapes are drawn with. Two of them never share more than a quarter of
/// the smaller one, and the later one lies in front.
package enum DetectionScenes: SyntheticTask {
  package static let version = "scenes-1"
  static let side = 64
  package static let classNames = [
    ClassName(ja: "円", en: "disc"), ClassName(ja: "四角", en: "box"), ClassName(ja: "三角", en: "triangle"),
    ClassName(ja: "十字", en: "cross"),
  ]
  package static let normalization = Normalization(mean: [0.49], deviation: [0.289])

  package static func dataset(split: DatasetSplit, count: Int, seed: UInt64 = 1) throws(DatasetError) -> Dataset {
    let (images, boxes) = try Synthesis.samples(
      version, split: split, count: count, seed: seed, TensorType(.uint8, [side, side, 3])
    ) { (source, pixels: UnsafeMutableBufferPointer<UInt8>) in
      let ground = Colour(&source)
      var picture = Picture(width: side, height: side, background: ground)
      for _ in 0..<source.integer(in: 1...5) {
        let (a, b) = (anywhere(&source), anywhere(&source))
        let colour = ground.shifted(by: source.integer(in: -40...40))
        picture.paint(from: a, to: b, radius: source.integer(in: 16...120), colour)
      }
      var placed: [SceneObject] = []
      let wanted = source.integer(in: 1...5)
      for _ in 0..<20 where placed.count < wanted {
        let object = SceneObject(&source)
        guard placed.allSatisfy({ !$0.hides(object) }) else { continue }
        var colour = Colour(&source)
        while colour.distance(to: ground) < 80 { colour = Colour(&source) }
        object.paint(on: &picture, colour)
        placed.append(object)
      }
      picture.write(to: pixels, grain: source.integer(in: 1...8), &source)
      return placed.map(\.box)
    }
    return try Dataset(
      name: version, split: split, inputs: images, targets: .boxes(boxes, names: classNames),
      normalization: normalization)
  }

  private static func anywhere(_ source: inout RandomSource) -> StrokePoint {
    let range = 0...side * StrokePoint.unit
    return StrokePoint(x: source.integer(in: range), y: source.integer(in: range))
  }
}

/// One shape: its class and its extent in 1/32 pixel.
private struct SceneObject {
  private let label: Int
  private let left: Int
  private let top: Int
  private let width: Int
  private let height: Int

  init(_ source: inout RandomSource) {
    let edge = DetectionScenes.side * StrokePoint.unit
    label = source.integer(below: DetectionScenes.classNames.count)
    width = source.integer(in: 8...28) * StrokePoint.unit
    // Discs are round; the others are up to a third wider or higher.
    height = label == 0 ? width : width * source.integer(in: 24...42) / 32
    left = source.integer(in: 0...edge - width)
    top = source.integer(in: 0...max(0, edge - height))
  }

  /// Exact: extents are whole 1/32 pixels and the side is a power of two.
  var box: LabelledBox {
    let edge = Float(DetectionScenes.side * StrokePoint.unit)
    return LabelledBox(
      label: Int32(label), left: Float(left) / edge, top: Float(top) / edge, right: Float(left + width) / edge,
      bottom: min(1, Float(top + height) / edge))
  }

  /// Whether the two share more than a quarter of the smaller one.
  func hides(_ other: SceneObject) -> Bool {
    let across = min(left + width, other.left + other.width) - max(left, other.left)
    let down = min(top + height, other.top + other.height) - max(top, other.top)
    guard across > 0, down > 0 else { return false }
    return 4 * across * down > min(width * height, other.width * other.height)
  }

  func paint(on picture: inout Picture, _ colour: Colour) {
    func at(_ x: Int, _ y: Int) -> StrokePoint { StrokePoint(x: left + width * x / 6, y: top + height * y / 6) }
    switch label {
    case 0: picture.paint(from: at(3, 3), to: at(3, 3), radius: width / 2, colour)
    case 1: picture.paint([at(0, 0), at(6, 0), at(6, 6), at(0, 6)], colour)
    case 2: picture.paint([at(3, 0), at(6, 6), at(0, 6)], colour)
    default:
      picture.paint([at(2, 0), at(4, 0), at(4, 6), at(2, 6)], colour)
      picture.paint([at(0, 2), at(6, 2), at(6, 4), at(0, 4)], colour)
    }
  }
}
