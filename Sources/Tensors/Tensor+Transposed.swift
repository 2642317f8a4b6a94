extension Tensor {
  /// The tensor with its axes permuted: axis `i` of the result is axis `permutation[i]` of this one.
  ///
  /// Per-axis quantization moves with its axis. A tensor of whole bytes that are deferred stays so.
  public func transposed(_ permutation: [Int]) -> Tensor {
    if element.bitWidth < 8, let moved = unpacked().transposed(permutation).packed(as: element) { return moved }
    let newShape = Shape(permutation.map { shape[$0] })
    var newType = type
    newType.shape = newShape
    newType.quantization = type.quantization?.permuted(permutation, of: shape)
    let walk = StridedWalk(extents: newShape.dimensions, strides: permutation.map { shape.strides[$0] })
    if walk.isContiguous { return retyped(newType) }
    let width = element.bitWidth / 8
    return remade(as: newType) { walk.copy($0, to: $1, width: width) }
  }
}

/// The elements of an array in another order of its axes: extents in the order of the result, strides of the source.
/// Axes of one element are left out, and axes that follow each other in both are one.
private struct StridedWalk: Sendable {
  private var extents: [Int] = []
  private var strides: [Int] = []

  init(extents: [Int], strides: [Int]) {
    for (extent, stride) in zip(extents, strides) where extent != 1 {
      if let last = self.strides.indices.last, self.strides[last] == extent * stride {
        self.extents[last] *= extent
        self.strides[last] = stride
      } else {
        self.extents.append(extent)
        self.strides.append(stride)
      }
    }
  }

  /// True when the order is that of the source.
  var isContiguous: Bool { extents.count < 2 && (strides.first ?? 1) == 1 }

  func copy(_ source: UnsafeRawBufferPointer, to target: UnsafeMutableRawBufferPointer, width: Int) {
    guard let from = source.baseAddress, let to = target.baseAddress, !target.isEmpty else { return }
    switch width {
    case 1: copy(from.assumingMemoryBound(to: UInt8.self), to.assumingMemoryBound(to: UInt8.self))
    case 2: copy(from.assumingMemoryBound(to: UInt16.self), to.assumingMemoryBound(to: UInt16.self))
    case 4: copy(from.assumingMemoryBound(to: UInt32.self), to.assumingMemoryBound(to: UInt32.self))
    default: copy(from.assumingMemoryBound(to: UInt64.self), to.assumingMemoryBound(to: UInt64.self))
    }
  }

  private func copy<Element: BitwiseCopyable>(
    _ source: UnsafePointer<Element>, _ target: UnsafeMutablePointer<Element>
  ) {
    let inner = extents.last ?? 1, stride = strides.last ?? 1
    let outer = Array(extents.dropLast())
    var index = [Int](repeating: 0, count: outer.count)
    var (from, to) = (source, target)
    while true {
      for i in 0..<inner { to[i] = from[i * stride] }
      to += inner
      var axis = outer.count - 1
      while axis >= 0 {
        index[axis] += 1
        from += strides[axis]
        if index[axis] < outer[axis] { break }
        from -= strides[axis] * outer[axis]
        index[axis] = 0
        axis -= 1
      }
      if axis < 0 { return }
    }
  }
}
