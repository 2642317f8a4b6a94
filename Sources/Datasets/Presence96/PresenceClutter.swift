import Tensors

/// A thing that is no figure but has parts of one: round tops, trunks, legs.
struct PresenceClutter {
  private enum Kind: CaseIterable { case lamp, tree, table, animal, parcel, bush }

  private let kind: Kind
  private let foot: StrokePoint
  /// One hundredth of the height, 1/32 pixel.
  private let percent: Int
  private let first: Colour
  private let second: Colour

  /// - Parameter low: small, at the lower edge, so that it hides little.
  init(_ source: inout RandomSource, low: Bool = false) {
    kind = low ? [.parcel, .bush][source.integer(below: 2)] : Kind.allCases[source.integer(below: Kind.allCases.count)]
    percent = low ? source.integer(in: 4...9) : source.integer(in: 6...27)
    let place = Presence96.anywhere(&source)
    let edge = Presence96.side * StrokePoint.unit
    foot = StrokePoint(x: place.x, y: low ? edge : max(place.y, edge / 3))
    first = Colour(&source)
    second = Colour(&source)
  }

  func paint(on picture: inout Picture, _ source: inout RandomSource) {
    let percent = percent
    let foot = foot
    func at(_ x: Int, _ y: Int) -> StrokePoint { foot + StrokePoint(x: x * percent, y: -y * percent) }
    switch kind {
    case .lamp:
      picture.paint(from: at(0, 0), to: at(0, 80), radius: 3 * percent, first)
      picture.paint(from: at(0, 90), to: at(0, 90), radius: source.integer(in: 8...14) * percent, second)
    case .tree:
      picture.paint(from: at(0, 0), to: at(source.integer(in: -6...6), 60), radius: 6 * percent, first)
      for _ in 0..<4 {
        let crown = at(source.integer(in: -20...20), source.integer(in: 55...90))
        picture.paint(from: crown, to: crown, radius: source.integer(in: 12...22) * percent, second)
      }
    case .table:
      for x in [-30, -12, 12, 30] { picture.paint(from: at(x, 0), to: at(x * 9 / 10, 40), radius: 3 * percent, first) }
      picture.paint(from: at(-34, 42), to: at(34, 42), radius: 4 * percent, second)
    case .animal:
      for x in [-22, -14, 14, 22] {
        picture.paint(from: at(x + source.integer(in: -3...3), 0), to: at(x, 28), radius: 3 * percent, first)
      }
      picture.paint(from: at(-20, 32), to: at(20, 32), radius: 10 * percent, first)
      picture.paint(from: at(30, 44), to: at(30, 44), radius: 8 * percent, second)
    case .parcel:
      let (half, height) = (source.integer(in: 15...40), source.integer(in: 20...60))
      picture.paint([at(-half, height), at(half, height), at(half, 0), at(-half, 0)], first)
      picture.paint(from: at(0, 0), to: at(0, height), radius: 2 * percent, second)
    case .bush:
      for _ in 0..<5 {
        let centre = at(source.integer(in: -30...30), source.integer(in: 5...30))
        picture.paint(from: centre, to: centre, radius: source.integer(in: 10...20) * percent, first)
      }
    }
  }
}
