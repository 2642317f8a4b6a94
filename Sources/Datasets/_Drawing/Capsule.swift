/// A point in 1/32 of a pixel; x to the right, y down, the origin in the upper left corner of the image.
struct StrokePoint {
  var x: Int
  var y: Int

  static func + (a: StrokePoint, b: StrokePoint) -> StrokePoint { StrokePoint(x: a.x + b.x, y: a.y + b.y) }

  /// Units of length in a pixel, and the coverage of a pixel that is wholly inked.
  static let unit = 32
}

/// A segment with round ends; with equal ends, a disc.
///
/// All arithmetic is on 1/32 pixel, so the same shape covers the same pixels on every machine: no libm, no rounding mode,
/// no fused multiply-add takes part.
struct Capsule {
  let a: StrokePoint
  let b: StrokePoint
  /// Half the thickness, 1/32 pixel.
  let radius: Int

  /// Every pixel of a `width` × `height` image that is inked, with how much of it: `1...32`.
  func forEachPixel(width: Int, height: Int, _ body: (_ index: Int, _ ink: Int) -> Void) {
    let unit = StrokePoint.unit
    let reach = radius + unit / 2
    let rows = Self.pixels(from: min(a.y, b.y) - reach, to: max(a.y, b.y) + reach, below: height)
    let columns = Self.pixels(from: min(a.x, b.x) - reach, to: max(a.x, b.x) + reach, below: width)
    for row in rows {
      for column in columns {
        let centre = StrokePoint(x: column * unit + unit / 2, y: row * unit + unit / 2)
        let ink = min(unit, max(0, reach - distance(from: centre, notAbove: reach)))
        if ink > 0 { body(row * width + column, ink) }
      }
    }
  }

  /// Rows or columns of pixels that a span of coordinates touches.
  private static func pixels(from low: Int, to high: Int, below side: Int) -> Range<Int> {
    let first = min(max(low >> 5, 0), side)
    let end = min(max((high >> 5) + 1, first), side)
    return first..<end
  }

  /// ⌊distance⌋ of a point from the segment, 1/32 pixel; anything above `limit` may come back as `limit`.
  private func distance(from p: StrokePoint, notAbove limit: Int) -> Int {
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
    return square >= limit * limit ? limit : Self.squareRoot(square)
  }

  /// ⌊√value⌋ by bits, for values from 0 on.
  private static func squareRoot(_ value: Int) -> Int {
    var root = 0
    for bit in stride(from: (Int.bitWidth - value.leadingZeroBitCount) / 2, through: 0, by: -1) {
      let candidate = root | 1 << bit
      if candidate * candidate <= value { root = candidate }
    }
    return root
  }
}
