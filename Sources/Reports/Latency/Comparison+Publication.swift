/// Why a speed-up may not be published.
public enum PublicationObstacle: Codable, Sendable, Hashable {
  /// The interval does not clear the margin: the low end must be above 1.02.
  case belowMargin(low: Double)
  case tooFewPairs(found: Int, needed: Int)
  /// Two or more different kinds of warning; one travels with the number instead.
  case warnings([MeasurementWarning.Kind])
}

extension Comparison {
  /// A speed-up is claimed only when its whole 95 % interval lies above this. At 2.66 % variation and 30 pairs a
  /// comparison of equals would need a 4.9-sigma event to pass.
  public static let publicationMargin = 1.02
  public static let pairsForPublication = 30

  /// Everything that stands against publishing this as a speed-up; empty when nothing does.
  public var publicationObstacles: [PublicationObstacle] {
    var obstacles: [PublicationObstacle] = []
    if !(ratio.low > Self.publicationMargin) { obstacles.append(.belowMargin(low: ratio.low)) }
    if pairs < Self.pairsForPublication {
      obstacles.append(.tooFewPairs(found: pairs, needed: Self.pairsForPublication))
    }
    let kinds = Set(warnings.map(\.kind))
    if kinds.count >= 2 { obstacles.append(.warnings(kinds.sorted { $0.rawValue < $1.rawValue })) }
    return obstacles
  }

  /// Whether the ratio may be printed as a speed-up.
  public var isPublishable: Bool { publicationObstacles.isEmpty }
}
