package import Graphs
private import SwiftProtobuf

package import struct Foundation.URL

/// ONNX files: protobuf bytes ↔ ``ForeignGraph``. Knows the format and no operator.
///
/// Refused on purpose: data in other files, subgraphs, model-local functions, sparse tensors, values that are no tensors.
package enum ONNXFile {
  /// - Throws: ``FormatError`` naming the field, and the offset where it is known.
  package static func read(_ url: URL, limits: ONNXLimits = ONNXLimits()) throws(FormatError) -> ForeignGraph {
    try read(FileBytes.read(url, limit: limits.fileBytes), file: url.path, limits: limits)
  }

  /// - Parameters:
  ///   - file: what errors call these bytes.
  ///   - limits: what is refused before memory is taken for it.
  /// - Throws: ``FormatError``. Never traps, whatever the bytes.
  package static func read(
    _ bytes: [UInt8], file: String, limits: ONNXLimits = ONNXLimits()
  ) throws(FormatError) -> ForeignGraph {
    guard bytes.count <= limits.fileBytes else {
      throw .limit(.init(file: file, field: "file"), name: "bytes", allowed: limits.fileBytes, found: bytes.count)
    }
    guard !bytes.isEmpty else { throw .truncated(.init(file: file, field: "model", offset: 0), needed: 1, found: 0) }
    let problem: FormatError? = bytes.withUnsafeBytes { buffer in
      do throws(FormatError) { try ONNXWireScanner.check(buffer, file: file, limits: limits) } catch { return error }
      return nil
    }
    if let problem { throw problem }
    var options = BinaryDecodingOptions()
    options.messageDepthLimit = 16
    options.discardUnknownFields = true
    let model: ONNXModelProto
    do { model = try ONNXModelProto(serializedBytes: bytes, options: options) } catch {
      throw .undecodable(.init(file: file, field: "model"), problem: "\(error)")
    }
    return try ONNXDecoder(file: file, limits: limits).foreignGraph(model)
  }

  /// The bytes of a file; equal graphs give equal bytes.
  ///
  /// IR version 8; initializers by name, attributes by name, tensors as little-endian raw data.
  /// - Throws: ``FormatError/limit(_:name:allowed:found:)`` above 2 GiB, where protobuf ends.
  package static func bytes(of graph: ForeignGraph) throws(FormatError) -> [UInt8] {
    var options = BinaryEncodingOptions()
    options.useDeterministicOrdering = true
    do { return try ONNXEncoder.model(graph).serializedBytes(options: options) } catch {
      throw .undecodable(.init(file: graph.name, field: "model"), problem: "\(error)")
    }
  }

  /// Replaces the file at `url` in one step.
  /// - Throws: ``FormatError``.
  package static func write(_ graph: ForeignGraph, to url: URL) throws(FormatError) {
    try FileBytes.replace(url, with: bytes(of: graph))
  }
}
