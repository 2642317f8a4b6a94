import Graphs
import Operators
import Reports
import Tensors

/// The weights of a layer and the codes that a variant makes of them.
struct WeightCodes {
  private let real: Tensor
  private let codes: Tensor
  private let restored: Tensor
  private let axis: Int

  /// - Returns: `nil` when the variant keeps the weights in float or in a form that is no `DequantizeLinear`.
  init?(of node: Node, in assembly: LayerAssembly, variant: Int) {
    let variant = assembly.variants[variant]
    guard let weights = LayerAssembly.weights(of: node, in: assembly.base),
      let real = assembly.base.constant(weights.value), let own = variant.node(node.name),
      weights.position < own.inputs.count,
      let dequantize = variant.index.producer(of: own.inputs[weights.position]), dequantize.op is DequantizeLinear,
      let codes = variant.graph.constant(dequantize.inputs[0]), codes.shape == real.shape,
      let restored = try? codes.dequantized()
    else { return nil }
    self.real = real
    self.codes = codes
    self.restored = restored
    let slot = WeightSlot.all(of: node, in: assembly.base).first { $0.input == weights.position }
    axis = slot?.outputAxis ?? real.shape.rank - 1
  }

  private var channels: Int { real.shape[axis] }
  private var inner: Int { real.shape.strides[axis] }

  var record: QuantizationDiagnosis.Weights {
    var largest = [Float](repeating: 0, count: channels)
    var signal = [Double](repeating: 0, count: channels)
    var noise = [Double](repeating: 0, count: channels)
    var isZero = [Bool](repeating: true, count: channels)
    for (index, (w, q)) in zip(real.floats, restored.floats).enumerated() {
      let channel = index / inner % channels
      largest[channel] = max(largest[channel], abs(w))
      signal[channel] += Double(w) * Double(w)
      noise[channel] += (Double(w) - Double(q)) * (Double(w) - Double(q))
      isZero[channel] = isZero[channel] && q == 0
    }
    func ratio(_ signal: Double, _ noise: Double) -> Double? { NoiseMeter(signal: signal, noise: noise).ratio }
    let median = largest.sorted()[channels / 2]
    return QuantizationDiagnosis.Weights(
      bits: codes.element.bitWidth, isPerTensor: Set(codes.type.quantization?.scales ?? []).count <= 1,
      ratio: ratio(signal.reduce(0, +), noise.reduce(0, +)),
      worstChannel: zip(signal, noise).compactMap(ratio).min(),
      channelRangeRatio: median > 0 ? Double((largest.max() ?? 0) / median) : 1,
      zeroChannels: isZero.count { $0 })
  }

  /// True when two neighbouring products of 8-bit weights with the largest unsigned activation may add up to more than
  /// 16 bits hold: `255 · |w₀ + w₁| > 32,767` along the reduction of an output channel.
  var maySaturate: Bool {
    guard codes.element == .int8, axis == 0 else { return false }
    let depth = inner
    return codes.withElements(as: Int8.self) { w in
      for row in stride(from: 0, to: w.count, by: depth) {
        for index in stride(from: row, to: row + depth - 1, by: 2)
        where abs(Int(w[index]) + Int(w[index + 1])) * 255 > 32_767 { return true }
      }
      return false
    }
  }
}
