import Graphs
import Operators
import Tensors

/// The scales and zero points of every activation that becomes codes.
struct ActivationParameters {
  private(set) var byValue: [ValueID: QuantizationParameters] = [:]

  /// - Parameter ranges: in the order of the calibrated activations.
  init(_ source: QuantizableGraph, _ ranges: [ClosedRange<Float>], _ scheme: QuantizationScheme) {
    let placement = source.placement
    var whole: [ValueID: ClosedRange<Float>] = [:]
    var members: [ValueID: Int] = [:]
    for (id, range) in zip(placement.calibrated, ranges) {
      let first = placement.origin(of: id)
      let known = whole[first] ?? range
      whole[first] = min(known.lowerBound, range.lowerBound)...max(known.upperBound, range.upperBound)
      members[first, default: 0] += 1
    }
    let index = GraphIndex(source.graph)
    for id in placement.calibrated {
      let first = placement.origin(of: id)
      let bounded = members[first] == 1 ? index.producer(of: first).flatMap { Self.known($0.op, scheme) } : nil
      byValue[id] = bounded ?? scheme.parameters(for: whole[first] ?? 0...0)
    }
    for id in placement.inherited.keys { byValue[id] = byValue[placement.origin(of: id)] }
  }

  /// What functions of known range always have: sigmoid and softmax `1/2ᵇ` from the lowest code on, tanh `2/2ᵇ` around
  /// the middle.
  ///
  /// Source: TensorFlow Lite's 8-bit quantization specification.
  private static func known(_ op: any Operator, _ scheme: QuantizationScheme) -> QuantizationParameters? {
    guard !scheme.reducesRange else { return nil }
    let isUnit = op is Sigmoid || op is Softmax
    guard isUnit || op is Tanh else { return nil }
    switch (scheme.element, scheme.isSymmetric) {
    case (.int8, false), (.uint8, false):
      let lowest = Int32(scheme.codes.lowerBound)
      return isUnit
        ? QuantizationParameters(scale: 1 / 256, zeroPoint: lowest)
        : QuantizationParameters(scale: 1 / 128, zeroPoint: lowest + 128)
    default: return nil
    }
  }
}
