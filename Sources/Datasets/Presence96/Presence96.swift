import Tensors

/// A synthetic task made from seeds: is there a standing figure in the picture? 96 × 96 × 3 uint8 pixels.
///
/// Both classes have the same clutter: lamps, trees, tables, animals and loose strokes. Half of the pictures get a figure
/// of a head, a trunk, two arms and two legs, from a fifth to nine tenths of the picture's height.
package enum Presence96: SyntheticTask {
  package static let version = "presence96-1"
  static let side = 96
  package static let classNames = [ClassName(ja: "人なし", en: "no figure"), ClassName(ja: "人あり", en: "figure")]
  /// Mean and deviation of the pixels of 1,000 training images of seed 1, rounded.
  package static let normalization = Normalization(mean: [0.489], deviation: [0.284])

  package static func dataset(split: DatasetSplit, count: Int, seed: UInt64 = 1) throws(DatasetError) -> Dataset {
    let (images, labels) = try Synthesis.samples(
      version, split: split, count: count, seed: seed, TensorType(.uint8, [side, side, 3])
    ) { (source, pixels: UnsafeMutableBufferPointer<UInt8>) in
      let hasFigure = source.chance(1, of: 2)
      var picture = background(&source)
      for _ in 0..<source.integer(in: 2...6) { PresenceClutter(&source).paint(on: &picture, &source) }
      if hasFigure { Figure(&source).paint(on: &picture, &source) }
      // Something may stand before the figure, and before nothing as often.
      if source.chance(1, of: 3) { PresenceClutter(&source, low: true).paint(on: &picture, &source) }
      let light = source.integer(in: -40...40)
      picture.write(to: pixels, grain: source.integer(in: 1...8), &source) { level, row, column in
        level + light * (row + column - side) / side
      }
      return Int32(hasFigure ? 1 : 0)
    }
    return try Dataset(
      name: version, split: split, images: images, labels: labels, classNames: classNames, normalization: normalization)
  }

  /// A wall, a floor and a few strokes on both.
  private static func background(_ source: inout RandomSource) -> Picture {
    let unit = StrokePoint.unit
    var picture = Picture(width: side, height: side, background: Colour(&source))
    let horizon = source.integer(in: side / 3...side - 8) * unit
    let (edge, floor) = (side * unit, Colour(&source))
    picture.paint(
      [
        StrokePoint(x: 0, y: horizon), StrokePoint(x: edge, y: horizon + source.integer(in: -200...200)),
        StrokePoint(x: edge, y: edge), StrokePoint(x: 0, y: edge),
      ], floor)
    for _ in 0..<source.integer(in: 0...6) {
      let (a, b) = (anywhere(&source), anywhere(&source))
      picture.paint(from: a, to: b, radius: source.integer(in: 10...90), Colour(&source))
    }
    return picture
  }

  static func anywhere(_ source: inout RandomSource) -> StrokePoint {
    let range = 0...side * StrokePoint.unit
    return StrokePoint(x: source.integer(in: range), y: source.integer(in: range))
  }
}

/// A standing figure of capsules: the parts hang together, everything else about it varies.
private struct Figure {
  /// Between the feet, and one hundredth of the height in 1/32 pixel.
  private let foot: StrokePoint
  private let percent: Int
  private let skin: Colour
  private let shirt: Colour
  private let trousers: Colour

  init(_ source: inout RandomSource) {
    let unit = StrokePoint.unit
    // Small figures are as frequent as large ones.
    percent = source.integer(in: 6...27)
    let margin = 18 * percent
    let edge = Presence96.side * unit
    foot = StrokePoint(
      x: source.integer(in: min(margin, edge / 2)...max(edge - margin, edge / 2)),
      y: source.integer(in: min(100 * percent, edge)...edge))
    skin = Colour(levels: [[230, 190, 160], [180, 130, 95], [120, 80, 55]][source.integer(below: 3)])
    shirt = Colour(&source)
    trousers = Colour(&source)
  }

  func paint(on picture: inout Picture, _ source: inout RandomSource) {
    func at(_ x: Int, _ y: Int) -> StrokePoint { foot + StrokePoint(x: x * percent, y: -y * percent) }
    let stride = source.integer(in: 3...16)
    let lean = source.integer(in: -4...4)
    let hip = at(lean / 2, 47)
    for direction in [-1, 1] {
      let knee = at(direction * stride * 3 / 4 + source.integer(in: -2...2), 24)
      picture.paint(from: hip, to: knee, radius: 6 * percent, trousers)
      picture.paint(from: knee, to: at(direction * stride, 3), radius: 5 * percent, trousers)
    }
    for direction in [-1, 1] {
      let elbow = at(lean + direction * source.integer(in: 12...20), source.integer(in: 52...72))
      picture.paint(from: at(lean + direction * 9, 76), to: elbow, radius: 4 * percent, shirt)
      let hand = at(lean + direction * source.integer(in: 8...26), source.integer(in: 38...82))
      picture.paint(from: elbow, to: hand, radius: 3 * percent, skin)
    }
    picture.paint(from: at(lean, 74), to: hip, radius: 11 * percent, shirt)
    picture.paint(from: at(lean, 84), to: at(lean, 88), radius: 4 * percent, skin)
    let head = at(lean + source.integer(in: -2...2), 92)
    picture.paint(from: head, to: head, radius: 8 * percent, skin)
    let hair = Colour(levels: [20, 15, 10]).shifted(by: source.integer(below: 90))
    picture.paint(
      from: head + StrokePoint(x: -3 * percent, y: -5 * percent),
      to: head + StrokePoint(x: 3 * percent, y: -5 * percent), radius: 4 * percent, hair)
  }
}
