import Foundation
package import Graphs

/// How the elements of a resized axis are made from those of the original.
///
/// - Source: ONNX Resize-19; the antialiasing filter is PIL's.
package struct ResizeRule: Hashable, Sendable {
  package enum Method: Hashable, Sendable {
    case nearest(Rounding)
    case linear
    /// Keys 1981 with coefficient `a`.
    case cubic(a: Float)
  }

  /// Which neighbour is the nearest: at a tie the lower or the upper one, or always that one.
  package enum Rounding: String, Hashable, Sendable {
    case preferFloor = "round_prefer_floor"
    case preferCeiling = "round_prefer_ceil"
    case floor
    case ceiling = "ceil"
  }

  /// From a position of the result to one of the original.
  package enum Coordinates: String, Hashable, Sendable {
    case halfPixel = "half_pixel"
    case halfPixelSymmetric = "half_pixel_symmetric"
    case halfPixelOfMany = "pytorch_half_pixel"
    case alignCorners = "align_corners"
    case asymmetric
    case crop = "tf_crop_and_resize"
  }

  package var method: Method
  package var coordinates: Coordinates
  /// Stretches the filter when the axis becomes shorter.
  package var antialiases = false
  /// Leaves out elements beyond the ends; otherwise the last one stands for them.
  package var excludesOutside = false
  /// What a cropped position outside the original becomes.
  package var extrapolation: Float = 0

  package init(_ method: Method, _ coordinates: Coordinates = .halfPixel) {
    self.method = method
    self.coordinates = coordinates
  }

  /// One axis: its extents and how they relate.
  package struct Axis: Hashable, Sendable {
    package let source: Int
    package let target: Int
    /// Of the result to the original, which rounding to whole extents may leave different from their ratio.
    package let scale: Double
    /// First and last position of what is cropped, where 0 and 1 are the ends.
    package let start: Double
    package let end: Double

    package init(source: Int, target: Int, scale: Double? = nil, start: Double = 0, end: Double = 1) {
      self.source = source
      self.target = target
      self.scale = scale ?? Double(target) / Double(max(source, 1))
      self.start = start
      self.end = end
    }
  }

  /// An element of the original and its share.
  package struct Tap: Hashable, Sendable {
    package let place: Int
    package let weight: Double
  }

  /// What each position of the result is made of; `nil` where it lies outside what is cropped.
  package func taps(_ axis: Axis) -> [[Tap]?] {
    (0..<axis.target).map { i in
      let x = position(i, axis)
      let last = Double(axis.source - 1)
      if coordinates == .crop, x < 0 || x > last { return nil }
      let whole = x.rounded(.down)
      // An exact position is the upper end of its interval.
      let ratio = x == whole ? 1 : x - whole
      var weights = weights(ratio, axis.scale)
      let first = Int(min(max(whole, -1e9), 1e9)) - weights.count / 2 + (x == whole ? 0 : 1)
      let places = weights.indices.map { first + $0 }
      if excludesOutside {
        for k in weights.indices where !(0..<axis.source).contains(places[k]) { weights[k] = 0 }
        let sum = weights.reduce(0, +)
        if sum != 0 { weights = weights.map { $0 / sum } }
      }
      return zip(places, weights).filter { $1 != 0 }.map { Tap(place: min(max($0, 0), axis.source - 1), weight: $1) }
    }
  }

  private func position(_ i: Int, _ axis: Axis) -> Double {
    let (x, count) = (Double(i), Double(axis.source))
    let length = axis.scale * count
    switch coordinates {
    case .asymmetric: return x / axis.scale
    case .alignCorners: return length == 1 ? 0 : x * (count - 1) / (length - 1)
    case .halfPixelOfMany where axis.target == 1: return 0
    case .halfPixel, .halfPixelOfMany: return (x + 0.5) / axis.scale - 0.5
    case .halfPixelSymmetric:
      return count / 2 * (1 - Double(axis.target) / length) + (x + 0.5) / axis.scale - 0.5
    case .crop:
      let middle = (axis.end - axis.start) * (count - 1) / 2
      let offset = length == 1 ? middle : x * (axis.end - axis.start) * (count - 1) / (length - 1)
      return axis.start * (count - 1) + offset
    }
  }

  /// Weights of an even number of neighbours around a position, `ratio` in (0, 1] behind the one in front of it.
  private func weights(_ ratio: Double, _ scale: Double) -> [Double] {
    let shrink = antialiases ? min(scale, 1) : 1
    func filtered(radius: Double, _ filter: (Double) -> Double) -> [Double] {
      let first = Int((-radius / shrink).rounded(.down)) + 1
      let list = (first..<2 - first).map { filter(abs((Double($0) - ratio) * shrink)) }
      let sum = antialiases ? list.reduce(0, +) : 1
      return list.map { $0 / sum }
    }
    switch method {
    case .nearest(let rounding):
      let takesUpper =
        switch rounding {
        case _ where ratio == 1: true
        case .preferFloor: ratio > 0.5
        case .preferCeiling: ratio >= 0.5
        case .floor: false
        case .ceiling: true
        }
      return takesUpper ? [0, 1] : [1, 0]
    case .linear: return filtered(radius: 1) { max(0, 1 - $0) }
    case .cubic(let coefficient):
      let a = Double(coefficient)
      return filtered(radius: 2) { x in
        if x <= 1 { return ((a + 2) * x - (a + 3)) * x * x + 1 }
        return x < 2 ? ((a * x - 5 * a) * x + 8 * a) * x - 4 * a : 0
      }
    }
  }
}
