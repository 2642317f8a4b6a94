/// How much of each pixel of a small image is covered by ink, drawn with integers only.
struct StrokeCanvas {
  let width: Int
  let height: Int
  /// Row by row, each `0...32`.
  private(set) var coverage: [Int]

  init(width: Int, height: Int) {
    (self.width, self.height) = (width, height)
    coverage = [Int](repeating: 0, count: width * height)
  }

  /// Adds ink along a segment with round ends; a pixel keeps the larger coverage.
  /// - Parameter radius: half the thickness, 1/32 pixel.
  mutating func draw(from a: StrokePoint, to b: StrokePoint, radius: Int) {
    Capsule(a: a, b: b, radius: radius).forEachPixel(width: width, height: height) { index, ink in
      coverage[index] = max(coverage[index], ink)
    }
  }

  /// Removes ink along a segment.
  mutating func erase(from a: StrokePoint, to b: StrokePoint, radius: Int) {
    Capsule(a: a, b: b, radius: radius).forEachPixel(width: width, height: height) { index, ink in
      coverage[index] = min(coverage[index], StrokePoint.unit - ink)
    }
  }
}
