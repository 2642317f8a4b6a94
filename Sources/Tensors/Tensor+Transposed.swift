extension Tensor {
  /// The tensor with its axes permuted: axis `i` of the result is axis `permutation[i]` of this one.
  ///
  /// Works on any element of at least 8 bits; per-axis quantization moves with its axis.
  public func transposed(_ permutation: [Int]) -> Tensor {
    let newShape = Shape(permutation.map { shape[$0] })
    var newType = type
    newType.shape = newShape
    if let q = type.quantization, let axis = q.axis, let moved = permutation.firstIndex(of: axis) {
      newType.quantization = QuantizationParameters(scales: q.scales, zeroPoints: q.zeroPoints, axis: moved)
    }
    var result = Tensor(zeros: newType)
    let width = element.bitWidth / 8
    let strides = permutation.map { shape.strides[$0] }
    withBytes { source in
      result.withMutableBytes { target in
        var index = [Int](repeating: 0, count: newShape.rank)
        var offset = 0
        for position in 0..<newShape.count {
          for byte in 0..<width { target[position * width + byte] = source[offset * width + byte] }
          var axis = newShape.rank - 1
          while axis >= 0 {
            index[axis] += 1
            offset += strides[axis]
            if index[axis] < newShape[axis] { break }
            offset -= strides[axis] * newShape[axis]
            index[axis] = 0
            axis -= 1
          }
        }
      }
    }
    return result
  }
}
