/// Where an element of an axis is looked for that lies between two or outside.
package struct Sampling: Hashable, Sendable {
  package enum Method: String, Hashable, Sendable {
    case nearest
    case linear
    case cubic
  }

  package enum Outside: String, Hashable, Sendable {
    case zeros
    case border
    case reflection
  }

  package let method: Method
  package let outside: Outside
  /// −1 and 1 are the centres of the first and last element; otherwise their outer edges.
  package let alignsCorners: Bool

  package init(_ method: Method = .linear, outside: Outside = .zeros, alignsCorners: Bool = false) {
    self.method = method
    self.outside = outside
    self.alignsCorners = alignsCorners
  }

  /// An element and its share.
  package struct Tap {
    package let place: Int
    package let weight: Double
  }

  /// What the element at coordinate `x` in −1…1 of an axis of `extent` elements is made of.
  package func taps(_ x: Float, extent: Int) -> [Tap] {
    let count = Float(extent)
    var position = alignsCorners ? (x + 1) / 2 * (count - 1) : ((x + 1) * count - 1) / 2
    guard position.isFinite else { return [] }
    if method == .nearest { position.round(.toNearestOrEven) }
    let (low, high) = (alignsCorners ? 0 : Float(-0.5), alignsCorners ? count - 1 : count - 0.5)
    if position < low || position > high {
      switch outside {
      case .zeros: break
      case .border: position = min(max(position, 0), count - 1)
      case .reflection: position = Float(reflected(Double(position), Double(low), Double(high)))
      }
    }
    guard abs(position) < 1e9 else { return [] }
    let whole = position.rounded(.down)
    let (first, ratio) = (Int(whole), Double(position - whole))
    let list: [(Int, Double)] =
      switch method {
      case .nearest: [(Int(position), 1)]
      case .linear: [(first, 1 - ratio), (first + 1, ratio)]
      case .cubic: zip(-1...2, cubic(ratio)).map { (first + $0, $1) }
      }
    return list.compactMap { place, weight in
      inside(place, extent, Double(low), Double(high)).map { Tap(place: $0, weight: weight) }
    }
  }

  private func inside(_ place: Int, _ extent: Int, _ low: Double, _ high: Double) -> Int? {
    if (0..<extent).contains(place) { return place }
    switch outside {
    case .zeros: return nil
    case .border: return min(max(place, 0), extent - 1)
    case .reflection: return min(max(Int(reflected(Double(place), low, high)), 0), extent - 1)
    }
  }

  /// Thrown back at the ends until it lies between them.
  private func reflected(_ x: Double, _ low: Double, _ high: Double) -> Double {
    let range = high - low
    guard range > 0 else { return low }
    let beyond = x < low ? low - x : x > high ? x - high : 0
    guard beyond > 0 else { return x }
    let times = (beyond / range).rounded(.towardZero)
    let rest = beyond - times * range
    let isEven = times.truncatingRemainder(dividingBy: 2) == 0
    return (x < low) == isEven ? low + rest : high - rest
  }

  /// Keys 1981 with a = −0.75.
  private func cubic(_ ratio: Double) -> [Double] {
    [ratio + 1, ratio, 1 - ratio, 2 - ratio].map { x in
      x <= 1 ? ((-0.75 + 2) * x - (-0.75 + 3)) * x * x + 1 : ((-0.75 * x + 3.75) * x - 6) * x + 3
    }
  }
}
