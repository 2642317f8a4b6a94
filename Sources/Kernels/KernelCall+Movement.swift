import CKernels
package import Tensors

extension KernelCall {
  /// Buffers: x, y (may be x, then nothing happens).
  package static func copy(bytes: Int) -> KernelCall? {
    guard bytes >= 0 else { return nil }
    return KernelCall(keiryo_copy_run, keiryo_copy(bytes: bytes), name: "copy__scalar")
  }

  /// Axis `i` of the result is axis `permutation[i]` of `shape`. Buffers: x, y.
  package static func transpose(shape: Shape, permutation: [Int], elementBytes: Int) -> KernelCall? {
    guard shape.rank <= Shape.maximumRank, permutation.sorted() == Array(0..<shape.rank), elementBytes >= 1 else {
      return nil
    }
    var extents: [Int] = []
    var strides: [Int] = []
    for axis in permutation where shape[axis] != 1 {
      let stride = shape.strides[axis] * elementBytes
      if let last = extents.indices.last, strides[last] == stride * shape[axis] {
        extents[last] *= shape[axis]
        strides[last] = stride
      } else {
        extents.append(shape[axis])
        strides.append(stride)
      }
    }
    if extents.isEmpty { (extents, strides) = ([1], [elementBytes]) }
    var p = keiryo_transpose()
    p.rank = extents.count
    withUnsafeMutableBytes(of: &p.extents) { $0.copyBytes(from: extents.bytes) }
    withUnsafeMutableBytes(of: &p.strides) { $0.copyBytes(from: strides.bytes) }
    p.element_bytes = elementBytes
    return KernelCall(keiryo_transpose_run, p, name: "transpose__scalar")
  }

  /// Joins inputs of `outer` rows, each of its own length. Buffers: each input, y.
  package static func concatenate(outer: Int, innerBytes: [Int]) -> KernelCall? {
    guard outer >= 0, !innerBytes.isEmpty, innerBytes.allSatisfy({ $0 >= 0 }) else { return nil }
    let lengths = Storage(copying: innerBytes)
    let p = keiryo_concatenate(
      outer: outer, inputs: innerBytes.count,
      inner_bytes: UnsafePointer(lengths.base.assumingMemoryBound(to: Int.self)))
    return KernelCall(keiryo_concatenate_run, p, constants: [lengths], name: "concatenate__scalar")
  }

  /// Surrounds `shape` with a constant: `before[i]` elements in front of axis i, `after[i]` behind. Buffers: x, y.
  /// - Parameter value: the bytes of one element, 1 to 8.
  package static func pad(shape: Shape, before: [Int], after: [Int], value: [UInt8]) -> KernelCall? {
    guard (1...Shape.maximumRank).contains(shape.rank), before.count == shape.rank, after.count == shape.rank,
      (before + after).allSatisfy({ $0 >= 0 }), (1...8).contains(value.count)
    else { return nil }
    var p = keiryo_pad()
    p.rank = shape.rank
    p.element_bytes = value.count
    let padded = (0..<shape.rank).map { before[$0] + shape[$0] + after[$0] }
    withUnsafeMutableBytes(of: &p.extents) { $0.copyBytes(from: shape.dimensions.bytes) }
    withUnsafeMutableBytes(of: &p.before) { $0.copyBytes(from: before.bytes) }
    withUnsafeMutableBytes(of: &p.padded) { $0.copyBytes(from: padded.bytes) }
    withUnsafeMutableBytes(of: &p.value) { $0.copyBytes(from: value) }
    return KernelCall(keiryo_pad_run, p, name: "pad__scalar")
  }
}
