package import Tensors

/// How far the outputs of two engines are apart.
package enum OutputAgreement {
  /// max |theirs − ours| ÷ (max ours − min ours), over all inputs; the largest of all outputs.
  ///
  /// Image outputs may differ in the place of the channels. An output without any spread of its own counts as 1 wide.
  /// - Parameters:
  ///   - ours, theirs: for each input, the outputs in the model's order.
  /// - Throws: ``PeerError/outputs(expected:found:)`` when they cannot be the same outputs.
  package static func difference(ours: [[Tensor]], theirs: [[Tensor]]) throws(PeerError) -> Double {
    var largest = 0.0
    for position in ours.first?.indices ?? 0..<0 {
      var apart = 0.0
      var low = Double.infinity
      var high = -Double.infinity
      for (own, other) in zip(ours, theirs) {
        guard own.count == other.count else { throw .outputs(expected: own.map(\.count), found: other.map(\.count)) }
        let (mine, yours) = (own[position], aligned(other[position], with: own[position]))
        guard mine.count == yours.count else {
          throw .outputs(expected: mine.shape.dimensions, found: yours.shape.dimensions)
        }
        for (a, b) in zip(values(mine), values(yours)) {
          // A value that is not a number, on either side, is as far apart as can be.
          let distance = abs(Double(a) - Double(b))
          apart = distance.isFinite ? max(apart, distance) : .greatestFiniteMagnitude
          (low, high) = (min(low, Double(a)), max(high, Double(a)))
        }
      }
      let range = high - low
      largest = max(largest, range > 0 && range.isFinite ? apart / range : apart)
    }
    return largest
  }

  /// What float32 sums in another order, or other fused steps, may change: far above either, far below a wrong layer.
  package static let allowedForFloats = 1e-3
  /// Codes that tie when they are rounded differ by a step, and every later layer carries that on.
  package static let allowedForCodes = 0.05

  private static func aligned(_ tensor: Tensor, with other: Tensor) -> Tensor {
    let (shape, wanted) = (tensor.shape.dimensions, other.shape.dimensions)
    guard shape.count == 4, shape != wanted else { return tensor }
    let orders = [[0, 3, 1, 2], [0, 2, 3, 1]]
    return orders.first { order in order.map { shape[$0] } == wanted }.map { tensor.transposed($0) } ?? tensor
  }

  /// The numbers that a tensor of float32, of codes or of integers stands for; none for other elements.
  private static func values(_ tensor: Tensor) -> [Float] {
    guard let reals = try? tensor.dequantized() else { return [] }
    return switch reals.element {
    case .float32: reals.floats
    case .int8: reals.elements(as: Int8.self).map { Float($0) }
    case .uint8: reals.elements(as: UInt8.self).map { Float($0) }
    case .int32: reals.elements(as: Int32.self).map { Float($0) }
    case .int64: reals.elements(as: Int64.self).map { Float($0) }
    default: []
    }
  }
}
