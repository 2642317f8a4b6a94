package import EdgeRuntime
package import Graphs

/// What can keep a model from being quantized.
package enum QuantizationError: Error, Sendable {
  case noCalibrationData
  case notFinite(value: String)
  case nothingToQuantize
  /// A method that looks at samples was given a model with another number of inputs than one.
  case severalInputs(Int)
  /// The activations of the model are codes.
  case alreadyQuantized
  /// The ends of a range are not finite or the wrong way round.
  case range(value: String, low: Float, high: Float)
  /// An activation that becomes codes was given no range.
  case missingRange(value: String)
  /// A range for what is no activation of the graph that becomes codes, or a second one for the same.
  case unexpectedRange(value: String)
  /// Even the cheapest choice for every layer costs more than the budget.
  case budget(found: Double, least: Double)
  /// Given codes that no layer of the graph reads as weights, or of another shape than those.
  case weightCodes(value: String)
  /// Groups of weights with scales of their own, where sums of codes need one scale for each output channel.
  case groups
  /// A weight beyond the largest number of a 16-bit type.
  case beyondHalfPrecision(value: String, largest: Float)
  case graph(GraphError)
  case runtime(RuntimeError)
}

extension QuantizationError {
  /// An error of what builds a graph.
  init(building error: any Error) {
    switch error {
    case let error as QuantizationError: self = error
    case let error as GraphError: self = .graph(error)
    default: self = .graph(.malformed("\(error)"))
    }
  }
}
