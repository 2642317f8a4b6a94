package import EdgeRuntime
package import Graphs

/// What can keep a model from being quantized.
package enum QuantizationError: Error, Sendable {
  case noCalibrationData
  case notFinite(value: String)
  case nothingToQuantize
  /// The ends of a range are not finite or the wrong way round.
  case range(value: String, low: Float, high: Float)
  /// An activation that becomes codes was given no range.
  case missingRange(value: String)
  /// A range for what is no activation of the graph that becomes codes, or a second one for the same.
  case unexpectedRange(value: String)
  /// Even the cheapest choice for every layer costs more than the budget.
  case budget(found: Double, least: Double)
  case graph(GraphError)
  case runtime(RuntimeError)
}
