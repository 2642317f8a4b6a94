package import Reports

extension Figure {
  /// A figure of a grade with its unit, `40.52 dB`; of a timing the ratio with its interval, `3.20 [3.15, 3.26]`.
  package static func text(_ measurement: GradeReport.Measurement) -> String {
    if let comparison = measurement.comparison { return Quantity.ratio.text(comparison.ratio) }
    if measurement.unit == "B" { return Quantity.bytes.text(measurement.value) }
    let digits = significant(measurement.value, 4)
    return measurement.unit.isEmpty ? digits : digits + " " + measurement.unit
  }
}
