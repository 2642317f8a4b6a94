package import Graphs
import SwiftProtobuf

package import struct Foundation.URL

/// ONNX files: protobuf bytes ↔ ``ForeignGraph``. Knows the format and no operator.
///
/// Refused on purpose: data in other files unless asked for, model-local functions, sparse tensors, values that are no tensors.
package enum ONNXFile {
  /// - Parameters:
  ///   - defersWeights: large tensors stay in the file, which then stays open, until somebody asks for their
  ///     bytes; see ``Tensor/isWhole``.
  ///   - readsExternalData: tensors may lie in other files below the model's folder; see ``ExternalFolder``.
  /// - Throws: ``FormatError`` naming the field, and the offset where it is known.
  package static func read(
    _ url: URL, limits: ONNXLimits = ONNXLimits(), defersWeights: Bool = false, readsExternalData: Bool = false
  ) throws(FormatError) -> ForeignGraph {
    let file = try OpenFile(url, limit: limits.fileBytes)
    let folder = readsExternalData ? try ExternalFolder(of: url) : nil
    return try file.withBytes { bytes throws(FormatError) in
      let data = ModelData(bytes: bytes, file: defersWeights ? file : nil, folder: folder)
      return try read(data, file: file.path, limits: limits)
    }
  }

  /// - Parameters:
  ///   - file: what errors call these bytes.
  ///   - limits: what is refused before memory is taken for it.
  /// - Throws: ``FormatError``. Never traps, whatever the bytes.
  package static func read(
    _ bytes: [UInt8], file: String, limits: ONNXLimits = ONNXLimits()
  ) throws(FormatError) -> ForeignGraph {
    try ModelData.reading(bytes, file: file, limit: limits.fileBytes) { data throws(FormatError) in
      try read(data, file: file, limits: limits)
    }
  }

  private static func read(_ data: ModelData, file: String, limits: ONNXLimits) throws(FormatError) -> ForeignGraph {
    guard !data.bytes.isEmpty else {
      throw .truncated(.init(file: file, field: "model", offset: 0), needed: 1, found: 0)
    }
    try ONNXWireScanner.check(data.bytes, file: file, limits: limits)
    let model: ONNXModelProto
    do { model = try ONNXModelProto(serializedBytes: ONNXOutline(of: data.bytes).bytes, options: decoding) } catch {
      throw .undecodable(.init(file: file, field: "model"), problem: "\(error)")
    }
    return try ONNXDecoder(file: file, limits: limits, data: data).foreignGraph(model)
  }

  /// How messages are decoded that ``ONNXWireScanner`` has passed.
  static var decoding: BinaryDecodingOptions {
    var options = BinaryDecodingOptions()
    options.messageDepthLimit = 16
    options.discardUnknownFields = true
    return options
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
