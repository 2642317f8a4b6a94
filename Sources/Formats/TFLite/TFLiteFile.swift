package import Graphs

package import struct Foundation.URL

/// TFLite files: FlatBuffers ↔ ``ForeignGraph``. Knows the format and no operator.
///
/// A node's kind is the name of the builtin operator, its domain ``ForeignNode/tfliteDomain``, its attributes are the
/// fields of its options by name. Codes carry their scale: constants in their type, other values in their
/// ``ForeignValue``. Refused on purpose: subgraphs that are called, sparse tensors, data in other files.
package enum TFLiteFile {
  /// - Parameter defersWeights: large tensors stay in the file, which then stays open, until somebody asks for their
  ///   bytes.
  /// - Throws: ``FormatError`` naming the field, and the offset where it is known.
  package static func read(
    _ url: URL, limits: TFLiteLimits = TFLiteLimits(), defersWeights: Bool = false
  ) throws(FormatError) -> ForeignGraph {
    let file = try OpenFile(url, limit: limits.fileBytes)
    return try file.withBytes { bytes throws(FormatError) in
      try read(ModelData(bytes: bytes, file: defersWeights ? file : nil), file: file.path, limits: limits)
    }
  }

  /// - Parameters:
  ///   - file: what errors call these bytes.
  ///   - limits: what is refused before memory is taken for it.
  /// - Throws: ``FormatError``. Never traps, whatever the bytes.
  package static func read(
    _ bytes: [UInt8], file: String, limits: TFLiteLimits = TFLiteLimits()
  ) throws(FormatError) -> ForeignGraph {
    guard bytes.count <= limits.fileBytes else {
      throw .limit(.init(file: file, field: "file"), name: "bytes", allowed: limits.fileBytes, found: bytes.count)
    }
    let result: Result<ForeignGraph, FormatError> = bytes.withUnsafeBytes { buffer in
      do throws(FormatError) {
        return .success(try read(ModelData(bytes: buffer, file: nil), file: file, limits: limits))
      } catch { return .failure(error) }
    }
    return try result.get()
  }

  private static func read(_ data: ModelData, file: String, limits: TFLiteLimits) throws(FormatError) -> ForeignGraph {
    let allowed = data.bytes.count * limits.memoryPerFileByte + limits.memoryBase
    let buffer = FlatBuffer(data.bytes, file: file, allowedBytes: allowed)
    let model = try buffer.root(identifier: TFLiteFields.identifier, format: "TFLite")
    var decoder = TFLiteDecoder(model, data: data, limits: limits)
    return try decoder.foreignGraph()
  }
}
