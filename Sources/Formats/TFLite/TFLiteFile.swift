package import Graphs
import Tensors

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
    try ModelData.reading(bytes, file: file, limit: limits.fileBytes) { data throws(FormatError) in
      try read(data, file: file, limits: limits)
    }
  }

  private static func read(_ data: ModelData, file: String, limits: TFLiteLimits) throws(FormatError) -> ForeignGraph {
    let allowed = data.bytes.count * limits.memoryPerFileByte + limits.memoryBase
    let buffer = FlatBuffer(data.bytes, file: file, allowedBytes: allowed)
    let model = try buffer.root(identifier: TFLiteFields.identifier, format: "TFLite")
    var decoder = TFLiteDecoder(model, data: data, limits: limits)
    return try decoder.foreignGraph()
  }

  /// The bytes of a file; equal graphs give equal bytes.
  ///
  /// Schema version 3; every operator in its lowest version; one signature, `serving_default`, with the names of the
  /// inputs and outputs; weights aligned to 16 bytes.
  /// - Throws: ``FormatError`` for what TFLite does not have, and above 2 GiB, where its tools end.
  package static func bytes(of graph: ForeignGraph) throws(FormatError) -> [UInt8] {
    let limit = TFLiteLimits().fileBytes
    func check(_ count: Int) throws(FormatError) {
      guard count <= limit else {
        throw .limit(.init(file: graph.name, field: "file"), name: "bytes", allowed: limit, found: count)
      }
    }
    try check(graph.constants.values.reduce(0) { $0 + $1.byteCount })
    let bytes = try TFLiteEncoder(graph).bytes()
    try check(bytes.count)
    return bytes
  }

  /// Replaces the file at `url` in one step.
  /// - Throws: ``FormatError``.
  package static func write(_ graph: ForeignGraph, to url: URL) throws(FormatError) {
    try FileBytes.replace(url, with: bytes(of: graph))
  }
}
