import CKernels
package import Tensors

extension KernelCall {
  /// `count` of `extent` parts of every row, from `start` on. Buffers: x `[outer, extent]`, y `[outer, count]`.
  /// - Parameter partBytes: bytes of one part.
  package static func slice(outer: Int, extent: Int, start: Int, count: Int, partBytes: Int) -> KernelCall? {
    guard [outer, extent, start, count, partBytes].allSatisfy({ $0 >= 0 }), start + count <= extent else { return nil }
    let p = keiryo_slice(
      outer: outer, source_bytes: extent * partBytes, offset: start * partBytes, bytes: count * partBytes)
    return KernelCall(keiryo_slice_run, p, name: "slice__scalar")
  }

  /// `y[o, i] = x[o, index i]`; a negative index counts from the back, one outside is a fault.
  ///
  /// Buffers: x `[outer, extent]`, indices `[count]`, y `[outer, count]`, fault.
  /// - Parameters:
  ///   - partBytes: bytes of one indexed part.
  ///   - indices: int32 or int64.
  package static func gather(
    outer: Int, extent: Int, count: Int, partBytes: Int, indices: ElementType
  ) -> KernelCall? {
    guard [outer, extent, count, partBytes].allSatisfy({ $0 >= 0 }), indices == .int32 || indices == .int64 else {
      return nil
    }
    let p = keiryo_gather(
      outer: outer, extent: extent, count: count, bytes: partBytes, wide: indices == .int64 ? 1 : 0)
    return KernelCall(keiryo_gather_run, p, reportsFaults: true, name: "gather__scalar")
  }

  /// Pixel `(i, j)` of the result is pixel `(rows[i], columns[j])` of the image. Buffers: x NHWC, y.
  /// - Parameters:
  ///   - image: rows and columns of the source.
  ///   - pixelBytes: bytes of all channels.
  package static func pickPixels(
    batch: Int, image: (rows: Int, columns: Int), rows: [Int], columns: [Int], pixelBytes: Int
  ) -> KernelCall? {
    guard batch >= 0, pixelBytes >= 0, rows.allSatisfy((0..<max(image.rows, 0)).contains),
      columns.allSatisfy((0..<max(image.columns, 0)).contains)
    else { return nil }
    let (rowOf, columnOf) = (Storage(copying: rows), Storage(copying: columns))
    let p = keiryo_pick_pixels(
      batch: batch, source_rows: image.rows, source_columns: image.columns, rows: rows.count, columns: columns.count,
      pixel_bytes: pixelBytes, row_of: UnsafePointer(rowOf.base.assumingMemoryBound(to: Int.self)),
      column_of: UnsafePointer(columnOf.base.assumingMemoryBound(to: Int.self)))
    return KernelCall(keiryo_pick_pixels_run, p, constants: [rowOf, columnOf], name: "pick_pixels__scalar")
  }

  /// Integers as float32, rounded to nearest. Buffers: x, y.
  /// - Parameter element: int64, int32, uint8 or int8.
  package static func cast(count: Int, from element: ElementType) -> KernelCall? {
    let from: Int
    switch element {
    case .int64: from = KEIRYO_FROM_INT64
    case .int32: from = KEIRYO_FROM_INT32
    case .uint8: from = KEIRYO_FROM_UINT8
    case .int8: from = KEIRYO_FROM_INT8
    default: return nil
    }
    guard count >= 0 else { return nil }
    return KernelCall(keiryo_cast_run, keiryo_cast(count: count, from: UInt32(from)), name: "cast_f32__scalar")
  }
}
