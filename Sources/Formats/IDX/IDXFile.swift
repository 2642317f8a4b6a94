package import Tensors

package import struct Foundation.URL

/// The IDX format of the MNIST files: a big-endian header and a dense array, plain or inside gzip.
///
/// Bytes 0 and 1 are zero, byte 2 is the element type, byte 3 the rank; then one 32-bit extent per axis.
package enum IDXFile {
  /// The largest file read and the largest array made, bytes.
  package static let maximumBytes = 1 << 30

  /// - Throws: ``FormatError``.
  package static func read(_ url: URL) throws(FormatError) -> Tensor {
    try read(FileBytes.read(url, limit: maximumBytes), file: url.path)
  }

  /// - Parameter file: what errors call these bytes.
  /// - Throws: ``FormatError`` when the header is no IDX header or the bytes are not exactly those it announces.
  package static func read(_ bytes: [UInt8], file: String) throws(FormatError) -> Tensor {
    guard bytes.starts(with: Gzip.magic) else { return try plain(bytes, header(of: bytes, file: file), file: file) }
    let start = try Gzip.prefix(bytes, count: 4 + 4 * Shape.maximumRank, file: file)
    let header = try header(of: start, file: file)
    return try plain(Gzip.inflated(bytes, size: header.size, file: file), header, file: file)
  }

  private struct Header {
    let type: TensorType
    /// Bytes before the elements.
    let start: Int
    var size: Int { start + type.byteCount }
  }

  private static func header(of bytes: [UInt8], file: String) throws(FormatError) -> Header {
    guard bytes.count >= 4 else {
      throw .truncated(.init(file: file, field: "header", offset: 0), needed: 4, found: bytes.count)
    }
    guard bytes[0] == 0, bytes[1] == 0 else {
      throw .notThisFormat(.init(file: file, field: "header", offset: 0), format: "IDX")
    }
    guard let element = elements[bytes[2]] else {
      throw .elementType(.init(file: file, field: "header", offset: 2), found: "\(bytes[2])")
    }
    let rank = Int(bytes[3])
    guard rank <= Shape.maximumRank else {
      throw .limit(.init(file: file, field: "header", offset: 3), name: "rank", allowed: Shape.maximumRank, found: rank)
    }
    let start = 4 + 4 * rank
    guard bytes.count >= start else {
      throw .truncated(.init(file: file, field: "extents", offset: 4), needed: start, found: bytes.count)
    }
    let extents = (0..<rank).map { axis in
      bytes[(4 + 4 * axis)..<(8 + 4 * axis)].reduce(0) { $0 << 8 | Int($1) }
    }
    let shape: Shape
    do { shape = try Shape(checking: extents) } catch {
      throw .shape(.init(file: file, field: "extents", offset: 4), found: extents)
    }
    let type = TensorType(element, shape)
    guard type.byteCount <= maximumBytes else {
      throw .limit(
        .init(file: file, field: "extents", offset: 4), name: "bytes", allowed: maximumBytes, found: type.byteCount)
    }
    return Header(type: type, start: start)
  }

  private static func plain(_ bytes: [UInt8], _ header: Header, file: String) throws(FormatError) -> Tensor {
    guard bytes.count == header.size else {
      throw .byteCount(
        .init(file: file, field: "elements", offset: header.start), expected: header.size, found: bytes.count)
    }
    var tensor = Tensor(zeros: header.type)
    let width = header.type.element.bitWidth / 8
    tensor.withMutableBytes { target in
      target.copyBytes(from: bytes[header.start...])
      if width > 1 { swapBytes(target, width: width) }
    }
    return tensor
  }

  private static func swapBytes(_ bytes: UnsafeMutableRawBufferPointer, width: Int) {
    for start in stride(from: 0, to: bytes.count, by: width) {
      for offset in 0..<width / 2 { bytes.swapAt(start + offset, start + width - 1 - offset) }
    }
  }

  private static let elements: [UInt8: ElementType] = [
    0x08: .uint8, 0x09: .int8, 0x0B: .int16, 0x0C: .int32, 0x0D: .float32, 0x0E: .float64,
  ]
}
