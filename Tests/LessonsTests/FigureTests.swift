import Foundation
import Lessons
import Testing

/// The drawings are data: every plotted point equals the formula that the lesson gives.
@Suite struct FigureTests {
  private func drawing(_ path: String) throws -> String {
    try String(contentsOf: CurriculumContentTests.root.appending(path: path), encoding: .utf8)
  }

  private func points(_ name: String, in drawing: String) throws -> [(x: Double, y: Double)] {
    let opening = "<polyline class=\"\(name)\" points=\""
    let start = try #require(drawing.firstRange(of: opening)).upperBound
    let end = try #require(drawing[start...].firstIndex(of: "\""))
    return drawing[start..<end].split(separator: " ").map { pair in
      let numbers = pair.split(separator: ",").compactMap { Double($0) }
      return (numbers[0], numbers[1])
    }
  }

  /// Coordinates are written with one decimal, so 0.05 is exact; the slope of the curves lets x contribute 0.15 more.
  private let tolerance = 0.2

  @Test(arguments: ["ja", "en"]) func clippingAndRoundingErrors(_ language: String) throws {
    let drawing = try drawing("edge-techniques/post-training-quantization/figure.\(language).svg")
    let curve = try points("a", in: drawing)
    #expect(curve.count > 100)
    for point in curve {
      let t = 2 + (point.x - 70) / (690 - 70) * 6
      let density = exp(-t * t / 2) / (2 * Double.pi).squareRoot()
      let tail = 0.5 * erfc(t / 2.0.squareRoot())
      let error = 2 * ((1 + t * t) * tail - t * density) + (t / 127) * (t / 127) / 12 * (1 - 2 * tail)
      let y = 360 + (log10(error) + 6) / 4 * (40 - 360)
      #expect(abs(y - point.y) < tolerance, "t = \(t)")
    }
    let lowest = try #require(curve.max { $0.y < $1.y })
    #expect(abs(2 + (lowest.x - 70) / 620 * 6 - 3.92) <= 0.05)
  }

  @Test(arguments: ["ja", "en"]) func stepSizes(_ language: String) throws {
    let drawing = try drawing("foundations/number-formats/figure.\(language).svg")
    func step(_ y: Double) -> Double { -24 + (360 - y) / 320 * 30 }
    func exponent(_ x: Double) -> Double { -12 + (x - 70) / (615 - 70) * 22 }
    for (name, mantissaBits, lowest) in [("b", 10, -14), ("c", 7, -126), ("d", 3, -6)] {
      for point in try points(name, in: drawing).dropLast().enumerated() where point.offset.isMultiple(of: 2) {
        let e = Int(exponent(point.element.x).rounded())
        // 1 pixel is 0.09 of a factor of two; steps are whole factors.
        #expect(Int(step(point.element.y).rounded()) == max(e, lowest) - mantissaBits, "\(name) at 2^\(e)")
      }
    }
    let integer = try points("a", in: drawing)
    #expect(integer.allSatisfy { abs(step($0.y) - log2(4.0 / 255)) < 0.01 })
    #expect(abs(exponent(try #require(integer.last).x) - log2(3)) < 0.01)
  }

  @Test(arguments: ["ja", "en"]) func byteCounts(_ language: String) throws {
    let drawing = try drawing("projects/compress-to-a-budget/figure.\(language).svg")
    func weights(_ c: Int, _ h: Int) -> Int { 9 * c + 9 * c * h + 9 * h * c + 10 * c }
    func channels(_ c: Int, _ h: Int) -> Int { c + h + c + 10 }
    let float = { (c: Int, h: Int) in 4 * (weights(c, h) + channels(c, h)) }
    let int8 = { (c: Int, h: Int) in weights(c, h) + 8 * channels(c, h) }
    let bytes = [float(16, 16), float(16, 8), int8(16, 16), int8(16, 8), int8(8, 8)]
    #expect(bytes == [19_880, 10_632, 5_376, 3_008, 1_576])
    let bars = drawing.split(separator: "<rect class=\"f").dropFirst().compactMap { bar -> Double? in
      guard let start = bar.firstRange(of: "width=\"")?.upperBound, let end = bar[start...].firstIndex(of: "\"") else {
        return nil
      }
      return Double(bar[start..<end])
    }
    #expect(bars.count == bytes.count)
    for (bar, count) in zip(bars, bytes) { #expect(abs(bar - Double(count) / 19_880 * 380) < 0.06) }
  }
}
