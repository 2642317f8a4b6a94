package import Tensors

package import struct Foundation.URL

/// The NPY format of NumPy: a text header and a dense little-endian array.
///
/// Read: versions 1–3, row-major, every element type of at least 8 bits. Written: version 1.0; four-bit elements as
/// int8 or uint8.
/// Source: NumPy enhancement proposal 1.
package enum NPYFile {
  /// The largest file read, bytes.
  package static let maximumBytes = 1 << 31
  private static let magic: [UInt8] = [0x93] + Array("NUMPY".utf8)
  /// Longer headers are refused: rank 8 needs fewer than 256 bytes.
  private static let maximumHeader = 4096

  /// - Throws: ``FormatError``.
  package static func read(_ url: URL) throws(FormatError) -> Tensor {
    try read(FileBytes.read(url, limit: maximumBytes), file: url.path)
  }

  /// - Parameter file: what errors call these bytes.
  /// - Throws: ``FormatError`` when the header is none or the bytes are not exactly those it announces.
  package static func read(_ bytes: [UInt8], file: String) throws(FormatError) -> Tensor {
    guard bytes.count >= 10 else {
      throw .truncated(.init(file: file, field: "header", offset: 0), needed: 10, found: bytes.count)
    }
    guard bytes.starts(with: magic), (1...3).contains(bytes[6]) else {
      throw .notThisFormat(.init(file: file, field: "header", offset: 0), format: "NPY")
    }
    let lengthBytes = bytes[6] == 1 ? 2 : 4
    let start = 8 + lengthBytes
    guard bytes.count >= start else {
      throw .truncated(.init(file: file, field: "header", offset: 8), needed: start, found: bytes.count)
    }
    let length = bytes[8..<start].reversed().reduce(0) { $0 << 8 | Int($1) }
    guard length <= maximumHeader else {
      throw .limit(.init(file: file, field: "header", offset: 8), name: "bytes", allowed: maximumHeader, found: length)
    }
    guard bytes.count >= start + length else {
      throw .truncated(.init(file: file, field: "header", offset: start), needed: start + length, found: bytes.count)
    }
    let type = try NPYHeader(bytes[start..<start + length], file: file, offset: start).type
    guard bytes.count - start - length == type.byteCount else {
      throw .byteCount(
        .init(file: file, field: "elements", offset: start + length), expected: type.byteCount,
        found: bytes.count - start - length)
    }
    let elements = bytes[(start + length)...]
    guard type.element != .bool || elements.allSatisfy({ $0 <= 1 }) else {
      throw .value(
        .init(file: file, field: "elements", offset: start + length), expected: "0 or 1", found: "another byte")
    }
    do { return try Tensor(bytes: elements, type: type) } catch {
      throw .shape(.init(file: file, field: "shape", offset: start), found: type.shape.dimensions)
    }
  }

  /// The bytes of a file; equal tensors give equal bytes.
  /// - Throws: ``FormatError/elementType(_:found:)`` for a type that NumPy has not.
  package static func bytes(of tensor: Tensor) throws(FormatError) -> [UInt8] {
    let tensor = tensor.element.bitWidth < 8 ? tensor.unpacked() : tensor
    guard let code = NPYHeader.code(of: tensor.element) else {
      throw .elementType(.init(file: "", field: "descr"), found: tensor.element.rawValue)
    }
    let extents = tensor.shape.dimensions
    let tuple = extents.count == 1 ? "(\(extents[0]),)" : "(" + extents.map(String.init).joined(separator: ", ") + ")"
    var header = Array("{'descr': '\(code)', 'fortran_order': False, 'shape': \(tuple), }".utf8)
    // The elements start at a multiple of 64; the header ends with a line feed.
    let padding = (64 - (10 + header.count + 1) % 64) % 64
    header += [UInt8](repeating: UInt8(ascii: " "), count: padding) + [UInt8(ascii: "\n")]
    var bytes = magic + [1, 0, UInt8(header.count & 0xFF), UInt8(header.count >> 8)] + header
    tensor.withBytes { bytes += $0 }
    return bytes
  }

  /// - Throws: ``FormatError``.
  package static func write(_ tensor: Tensor, to url: URL) throws(FormatError) {
    try FileBytes.replace(url, with: bytes(of: tensor))
  }
}
