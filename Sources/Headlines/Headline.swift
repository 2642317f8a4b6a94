/// A claim of the product with its bar: what is run for one seed, and what must come out over all of them.
///
/// A folder of this room with the name of its type. Everything is done by the commands a learner has, so that every
/// figure can be had again by typing them.
package protocol Headline: Sendable {
  /// Names its records and its part of the page.
  static var key: String { get }
  static var title: String { get }
  /// What is compared, and on what.
  static var setting: String { get }

  /// The figures of one seed.
  static func measure(with bench: HeadlineBench) throws -> [HeadlineFigure]
  /// What must hold, judged over all seeds.
  static func verdicts(_ spread: HeadlineSpread) -> [HeadlineVerdict]
}

/// One figure of one seed: a cell of the headline's table.
package struct HeadlineFigure: Codable, Sendable, Hashable {
  package enum Unit: String, Codable, Sendable {
    /// A share of 1, shown in percent.
    case share
    /// A difference of shares, shown in percentage points.
    case points
    case bits, decibels, ratio, perSecond
  }

  package let row: String
  package let column: String
  package let value: Double
  package let unit: Unit

  package init(_ row: String, _ column: String, _ value: Double, _ unit: Unit) {
    self.row = row
    self.column = column
    self.value = value
    self.unit = unit
  }
}

/// What was promised, what was found, and whether that holds.
package struct HeadlineVerdict: Sendable, Hashable {
  package let bar: String
  package let found: String
  package let holds: Bool

  package init(_ bar: String, found: String, holds: Bool) {
    self.bar = bar
    self.found = found
    self.holds = holds
  }
}
