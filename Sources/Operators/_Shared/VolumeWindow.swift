package import Graphs
package import Tensors

/// How a kernel slides over any number of axes: a ``Window`` for sequences and volumes.
package struct VolumeWindow: Hashable, Sendable {
  package let kernel: [Int]
  package let stride: [Int]
  package let dilation: [Int]
  /// Positions added in front of and behind each axis; negative ones cut positions off.
  package let before: [Int]
  package let after: [Int]
  /// A last window may reach beyond the padding when it starts in front of the padding's end.
  package let isCeiling: Bool

  package init(
    kernel: [Int], stride: [Int]? = nil, dilation: [Int]? = nil, before: [Int]? = nil, after: [Int]? = nil,
    isCeiling: Bool = false
  ) {
    let (ones, zeros) = (kernel.map { _ in 1 }, kernel.map { _ in 0 })
    self.kernel = kernel
    self.stride = stride ?? ones
    self.dilation = dilation ?? ones
    self.before = before ?? zeros
    self.after = after ?? zeros
    self.isCeiling = isCeiling
  }

  /// The number of positions that one window spans on an axis.
  package func reach(_ axis: Int) -> Int { dilation[axis] * (kernel[axis] - 1) + 1 }

  /// - Throws: when the lists have not one number for each of `rank` axes, or one is out of range.
  package func check(rank: Int) throws(TypeInferenceError) {
    for (name, list, low) in [
      ("kernel_shape", kernel, 1), ("strides", stride, 1), ("dilations", dilation, 1),
      ("pads", before, -Window.largest), ("pads", after, -Window.largest),
    ] where list.count != rank || !list.allSatisfy({ (low...Window.largest).contains($0) }) {
      throw .attribute(name: name, problem: "\(list) for \(rank) axes")
    }
  }

  /// Positions of the window along each axis.
  /// - Throws: when an attribute is out of range or the window does not fit the padded input.
  package func outputExtents(_ input: [Int]) throws(TypeInferenceError) -> [Int] {
    try check(rank: input.count)
    var result: [Int] = []
    for (axis, extent) in input.enumerated() {
      let free = extent + before[axis] + after[axis] - reach(axis)
      guard free >= 0 else { throw .shape("a window of \(kernel) does not fit \(input)") }
      var count = (isCeiling ? free + stride[axis] - 1 : free) / stride[axis] + 1
      if isCeiling, (count - 1) * stride[axis] >= extent + before[axis] { count -= 1 }
      result.append(count)
    }
    return result
  }

  /// Taps of the window at position `i` of an axis that lie in `range`, each with its place there.
  package func taps(_ i: Int, axis: Int, in range: Swift.Range<Int>) -> [(tap: Int, place: Int)] {
    (0..<kernel[axis]).compactMap { tap in
      let place = i * stride[axis] + tap * dilation[axis] - before[axis]
      return range.contains(place) ? (tap, place) : nil
    }
  }

  /// Calls `body` for every tap inside the input, with the flat numbers of the window, of the tap in it and of the place
  /// in the input.
  package func forEach(input: [Int], output: [Int], _ body: (_ window: Int, _ tap: Int, _ place: Int) -> Void) {
    let inside = kernel.indices.map { axis in
      (0..<output[axis]).map { taps($0, axis: axis, in: 0..<input[axis]) }
    }
    func walk(_ axis: Int, _ window: Int, _ tap: Int, _ place: Int) {
      guard axis < kernel.count else { return body(window, tap, place) }
      for i in 0..<output[axis] {
        for (t, p) in inside[axis][i] {
          walk(axis + 1, window * output[axis] + i, tap * kernel[axis] + t, place * input[axis] + p)
        }
      }
    }
    walk(0, 0, 0, 0)
  }
}
