package import Tensors

extension QuantizationScheme {
  /// Scales and zero points for weights.
  ///
  /// A channel of zeros (common after pruning) takes the range `max(0.01 · largest maximum, 8e−5)`: with a scale of 1 the
  /// bias scale `sx·sw` would be huge and the bias imprecise. Groups have no bias scale; one of zeros takes 8e−5. Small
  /// channels that are no zeros keep their own range: what follows a folded normalization may need them most.
  /// Weights without an axis to group along, or with fewer along it than one group, are scaled by channel.
  /// - Throws: ``TensorError/notFinite`` for NaN or infinity.
  /// - Source: the range of zeros is NNCF's (`fix_zero_filters_symmetric`), which gives it to small channels, too.
  package func parameters(
    of weights: Tensor, _ slot: WeightSlot, search: WeightRangeSearch = .minMax
  ) throws(TensorError) -> QuantizationParameters {
    let (axis, block) = layout(of: weights, slot)
    let empty = QuantizationParameters(scales: [], zeroPoints: [], axis: axis, block: block)
    let pairs = granularity == .perTensor ? 1 : empty.pairShape(in: weights.shape).count
    var members = [[Float]](repeating: [], count: search == .minMax ? 0 : pairs)
    var (lows, highs) = ([Float](repeating: 0, count: pairs), [Float](repeating: 0, count: pairs))
    try weights.withElements(as: Float.self) { (w) throws(TensorError) in
      try empty.forEachRun(in: weights.shape) { (run, number) throws(TensorError) in
        let pair = pairs == 1 ? 0 : number
        for i in run {
          guard w[i].isFinite else { throw TensorError.notFinite }
          lows[pair] = min(lows[pair], w[i])
          highs[pair] = max(highs[pair], w[i])
        }
        if search != .minMax { members[pair] += w[run] }
      }
    }
    let largest = max(highs.max() ?? 0, -(lows.min() ?? 0))
    let floor = block == nil ? max(0.01 * largest, 8e-5) : 8e-5
    // Below, the scale would be no normal number.
    let smallest = Float.leastNormalMagnitude * Float(codes.count)
    let made = (0..<pairs).map { pair in
      var range = lows[pair]...highs[pair]
      if search != .minMax { range = search.range(of: members[pair], within: range, self) }
      let size = max(-range.lowerBound, range.upperBound)
      return parameters(for: size > smallest ? range : -floor...floor)
    }
    if pairs == 1, granularity == .perTensor { return made[0] }
    return QuantizationParameters(
      scales: made.map(\.scale), zeroPoints: made.map(\.zeroPoint), axis: axis, block: block)
  }

  /// Codes of weights, rounded to nearest.
  /// - Throws: ``TensorError`` as ``parameters(of:_:search:)``.
  package func quantized(
    _ weights: Tensor, _ slot: WeightSlot, search: WeightRangeSearch = .minMax
  ) throws(TensorError) -> Tensor {
    try quantized(weights, try parameters(of: weights, slot, search: search))
  }

  /// Codes of weights with known parameters.
  package func quantized(_ weights: Tensor, _ parameters: QuantizationParameters) throws(TensorError) -> Tensor {
    try weights.quantized(to: element.stored, parameters, codes: codes)
  }

  /// The axis along which scales change, and how many weights of it share one.
  private func layout(of weights: Tensor, _ slot: WeightSlot) -> (axis: Int, block: Int?) {
    guard case .perGroup(let size) = granularity, let axis = slot.groupAxis, weights.shape[axis] >= size else {
      return (slot.outputAxis, nil)
    }
    return (axis, size)
  }
}
