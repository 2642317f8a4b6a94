package import Reports

/// What long work reports while it runs.
package enum Activity: Sendable {
  /// A step begins: its number from 1 and how many there are (nil when alone).
  case began(title: LocalizedText, number: Int?, of: Int?)
  /// How far the step is, 0...1 or nil when unknown, with figures beside it.
  case moved(fraction: Double?, figures: LocalizedText)
  /// The step is done; figures are its result.
  case ended(figures: LocalizedText)
  /// The step is over and its result is shown elsewhere: the line goes away.
  case vanished
  /// A line to keep on the screen between steps.
  case said(LocalizedText)
}
