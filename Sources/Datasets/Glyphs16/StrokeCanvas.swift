/// A point in 1/32 of a pixel; x to the right, y down, the origin in the upper left corner of the image.
struct StrokePoint {
  var x: Int
  var y: Int
}

/// A 16 × 16 image of how much of each pixel is covered by ink, drawn with integers only.
///
/// All arithmetic is on 1/32 pixel, so the same strokes give the same bytes on every machine: no libm, no rounding mode,
/// no fused multiply-add takes part.
struct StrokeCanvas {
  static let side = 16
  /// Units of length in a pixel, and the coverage of a pixel that is wholly inked.
  static let unit = 32

  /// Row by row, each `0...32`.
  private(set) var coverage = [Int](repeating: 0, count: side * side)

  /// Adds ink along a segment with round ends; a pixel keeps the larger coverage.
  /// - Parameter radius: half the thickness, 1/32 pixel.
  mutating func draw(from a: StrokePoint, to b: StrokePoint, radius: Int) {
    visit(a, b, radius) { max($0, $1) }
  }

  /// Removes ink along a segment.
  mutating func erase(from a: StrokePoint, to b: StrokePoint, radius: Int) {
    visit(a, b, radius) { min($0, StrokeCanvas.unit - $1) }
  }

  private mutating func visit(_ a: StrokePoint, _ b: StrokePoint, _ radius: Int, _ mix: (Int, Int) -> Int) {
    let unit = StrokeCanvas.unit
    let reach = radius + unit / 2
    let rows = StrokeCanvas.pixels(from: min(a.y, b.y) - reach, to: max(a.y, b.y) + reach)
    let columns = StrokeCanvas.pixels(from: min(a.x, b.x) - reach, to: max(a.x, b.x) + reach)
    for row in rows {
      for column in columns {
        let centre = StrokePoint(x: column * unit + unit / 2, y: row * unit + unit / 2)
        let distance = StrokeCanvas.distance(from: centre, toSegment: a, b, notAbove: reach)
        let ink = min(unit, max(0, reach - distance))
        let index = row * StrokeCanvas.side + column
        if ink > 0 { coverage[index] = mix(coverage[index], ink) }
      }
    }
  }

  /// Rows or columns of pixels that a span of coordinates touches.
  private static func pixels(from low: Int, to high: Int) -> Range<Int> {
    let first = min(max(low >> 5, 0), side)
    let end = min(max((high >> 5) + 1, first), side)
    return first..<end
  }

  /// ⌊distance⌋ of a point from a segment, 1/32 pixel; anything above `limit` may come back as `limit`.
  private static func distance(
    from p: StrokePoint, toSegment a: StrokePoint, _ b: StrokePoint, notAbove limit: Int
  ) -> Int {
    let (dx, dy) = (b.x - a.x, b.y - a.y)
    let (px, py) = (p.x - a.x, p.y - a.y)
    let length = dx * dx + dy * dy
    let along = px * dx + py * dy
    let square: Int
    if along <= 0 || length == 0 {
      square = px * px + py * py
    } else if along >= length {
      square = (p.x - b.x) * (p.x - b.x) + (p.y - b.y) * (p.y - b.y)
    } else {
      let cross = px * dy - py * dx
      square = cross * cross / length
    }
    return square >= limit * limit ? limit : squareRoot(square)
  }

  /// ⌊√value⌋ by bits, for values below 2¹⁶.
  private static func squareRoot(_ value: Int) -> Int {
    var root = 0
    for bit in stride(from: 7, through: 0, by: -1) {
      let candidate = root | 1 << bit
      if candidate * candidate <= value { root = candidate }
    }
    return root
  }
}
