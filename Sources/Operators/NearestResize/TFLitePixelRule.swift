/// How TFLite's resizing to the nearest pixel finds it, in float32.
enum TFLitePixelRule: CaseIterable {
  case plain, halfPixelCentres, alignedCorners

  /// The pixel of the source for each of `count` positions, of `extent` ≥ 1 pixels.
  func pixels(_ count: Int, of extent: Int) -> [Int] {
    let scale =
      self == .alignedCorners && count > 1
      ? Float(extent - 1) / Float(count - 1) : Float(extent) / Float(count)
    return (0..<count).map { i in
      let place = (Float(i) + (self == .halfPixelCentres ? 0.5 : 0)) * scale
      let nearest = self == .alignedCorners ? place.rounded(.toNearestOrAwayFromZero) : place.rounded(.down)
      return min(Int(nearest), extent - 1)
    }
  }
}
