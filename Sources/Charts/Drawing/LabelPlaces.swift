/// Places for labels beside their points that hit neither the border nor each other nor what else was drawn.
struct LabelPlaces {
  typealias Place = (x: Double, y: Double, anchor: Drawing.Anchor)
  private typealias Box = (x: ClosedRange<Double>, y: ClosedRange<Double>)

  private let across: ClosedRange<Double>
  private let down: ClosedRange<Double>
  private var taken: [Box] = []

  init(across: ClosedRange<Double>, down: ClosedRange<Double>) {
    self.across = across
    self.down = down
  }

  /// Keeps labels off a box that spans these corners.
  mutating func block(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double) {
    taken.append((min(x1, x2)...max(x1, x2), min(y1, y2)...max(y1, y2)))
  }

  /// A place for a label at a mark that reaches from `top` to `bottom`; nil when all are taken.
  mutating func free(_ label: String, x: Double, top: Double, middle: Double, bottom: Double) -> Place? {
    let width = Drawing.width(of: label)
    let candidates: [Place] = [
      (x, top - 6, .middle), (x, bottom + 15, .middle), (x + 9, middle + 4, .start), (x - 9, middle + 4, .end),
      (x + 9, middle - 8, .start), (x - 9, middle - 8, .end), (x + 9, middle + 16, .start), (x - 9, middle + 16, .end),
    ]
    for place in candidates {
      let box = box(place, width)
      guard across.contains(box.x.lowerBound), across.contains(box.x.upperBound), down.contains(box.y.lowerBound),
        down.contains(box.y.upperBound), !taken.contains(where: { $0.x.overlaps(box.x) && $0.y.overlaps(box.y) })
      else { continue }
      taken.append(box)
      return place
    }
    return nil
  }

  /// ``free(_:x:top:middle:bottom:)``, or beside the mark whatever lies there.
  mutating func place(_ label: String, x: Double, top: Double, middle: Double, bottom: Double) -> Place {
    if let free = free(label, x: x, top: top, middle: middle, bottom: bottom) { return free }
    let width = Drawing.width(of: label)
    let place: Place =
      x + 9 + width > across.upperBound ? (x - 9, middle + 4, .end) : (x + 9, middle + 4, .start)
    taken.append(box(place, width))
    return place
  }

  private func box(_ place: Place, _ width: Double) -> Box {
    let from = place.anchor == .start ? place.x : place.anchor == .end ? place.x - width : place.x - width / 2
    return (from...(from + width), (place.y - 11)...(place.y + 3))
  }
}
