import Tensors

/// A colour, or a grey in one channel: levels `0...255`.
struct Colour {
  let levels: [Int]

  init(_ levels: Int...) { self.levels = levels }

  /// Any colour of three channels.
  init(_ source: inout RandomSource) {
    levels = [source.integer(below: 256), source.integer(below: 256), source.integer(below: 256)]
  }

  init(levels: [Int]) { self.levels = levels }

  /// Every level moved by the same amount.
  func shifted(by amount: Int) -> Colour { Colour(levels: levels.map { min(255, max(0, $0 + amount)) }) }

  /// The largest difference of two levels.
  func distance(to other: Colour) -> Int { zip(levels, other.levels).map { abs($0 - $1) }.max() ?? 0 }
}

/// An image that shapes are painted on, one over the other, with integers only.
struct Picture {
  let width: Int
  let height: Int
  let channels: Int
  private(set) var levels: [Int]

  init(width: Int, height: Int, background: Colour) {
    (self.width, self.height, channels) = (width, height, background.levels.count)
    levels = (0..<width * height).flatMap { _ in background.levels }
  }

  /// A segment with round ends over what is there.
  mutating func paint(_ capsule: Capsule, _ colour: Colour) {
    capsule.forEachPixel(width: width, height: height) { blend($0, $1, colour) }
  }

  mutating func paint(from a: StrokePoint, to b: StrokePoint, radius: Int, _ colour: Colour) {
    paint(Capsule(a: a, b: b, radius: radius), colour)
  }

  /// A convex polygon, its corners clockwise as seen on the screen; a pixel counts by 16 points in it.
  mutating func paint(_ corners: [StrokePoint], _ colour: Colour) {
    guard let first = corners.first else { return }
    let (xs, ys) = (corners.map(\.x), corners.map(\.y))
    let unit = StrokePoint.unit
    let edges = zip(corners, corners.dropFirst() + [first])
    let columns = Self.pixels(xs, below: width)
    for row in Self.pixels(ys, below: height) {
      for column in columns {
        var inside = 0
        for sample in 0..<16 {
          let x = column * unit + sample % 4 * 8 + 4
          let y = row * unit + sample / 4 * 8 + 4
          let isIn = edges.allSatisfy { a, b in (b.x - a.x) * (y - a.y) - (b.y - a.y) * (x - a.x) >= 0 }
          inside += isIn ? 1 : 0
        }
        if inside > 0 { blend(row * width + column, 2 * inside, colour) }
      }
    }
  }

  /// Rows or columns that coordinates span.
  private static func pixels(_ coordinates: [Int], below side: Int) -> Range<Int> {
    let first = min(max(0, (coordinates.min() ?? 0) >> 5), side)
    return first..<min(max(first, ((coordinates.max() ?? 0) >> 5) + 1), side)
  }

  private mutating func blend(_ pixel: Int, _ ink: Int, _ colour: Colour) {
    for channel in 0..<channels {
      let index = pixel * channels + channel
      levels[index] += (colour.levels[channel] - levels[index]) * ink / StrokePoint.unit
    }
  }

  /// Writes the levels with noise of its own on each.
  /// - Parameter change: what happens to a level of a row and a column before the noise, lighting for example.
  func write(
    to pixels: UnsafeMutableBufferPointer<UInt8>, grain: Int, _ source: inout RandomSource,
    change: (_ level: Int, _ row: Int, _ column: Int) -> Int = { level, _, _ in level }
  ) {
    for index in pixels.indices {
      let pixel = index / channels
      pixels[index] = UInt8(clamping: change(levels[index], pixel / width, pixel % width) + source.bell(grain))
    }
  }
}
