import Graphs
import Operators
import Reports
import Tensors

/// How the values of an activation use the codes that they become.
struct CodeUse {
  private let scale: Double
  private let zero: Double
  private let codes: ClosedRange<Int>
  private var counts: [Int]
  private var clipped = 0
  private var clippedNoise = 0.0
  private var noise = 0.0

  /// - Parameter quantize: per tensor, of at most 16 bits; otherwise `nil`.
  init?(_ quantize: QuantizeLinear) {
    guard quantize.parameters.isPerTensor, let codes = quantize.element.integerRange, codes.count <= 1 << 16 else {
      return nil
    }
    scale = Double(quantize.parameters.scale)
    zero = Double(quantize.parameters.zeroPoint)
    self.codes = codes
    counts = [Int](repeating: 0, count: codes.count)
  }

  mutating func add(_ values: Tensor) {
    let (low, high) = (Double(codes.lowerBound), Double(codes.upperBound))
    values.withElements(as: Float.self) { x in
      for value in x {
        let exact = (Double(value) / scale).rounded(.toNearestOrEven) + zero
        let code = min(max(exact, low), high)
        let error = (code - zero) * scale - Double(value)
        noise += error * error
        counts[Int(code) - codes.lowerBound] += 1
        guard code != exact else { continue }
        clipped += 1
        clippedNoise += error * error
      }
    }
  }

  var record: QuantizationDiagnosis.Activations {
    let total = counts.reduce(0, +)
    var covered = 0
    var used = 0
    for count in counts.sorted(by: >) where Double(covered) < 0.999 * Double(total) {
      covered += count
      used += 1
    }
    return QuantizationDiagnosis.Activations(
      clipped: total > 0 ? Double(clipped) / Double(total) : 0, clippedNoise: noise > 0 ? clippedNoise / noise : 0,
      codesInUse: Double(used) / Double(counts.count))
  }
}
