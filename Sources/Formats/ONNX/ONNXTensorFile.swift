private import SwiftProtobuf
package import Tensors

package import struct Foundation.URL

/// Files of one tensor: a serialized `onnx.TensorProto`, as ONNX's own test data are stored.
package enum ONNXTensorFile {
  /// - Throws: ``FormatError``, as ``ONNXFile`` for a tensor inside a model.
  package static func read(_ url: URL, limits: ONNXLimits = ONNXLimits()) throws(FormatError) -> Tensor {
    let file = try OpenFile(url, limit: limits.fileBytes)
    return try file.withBytes { bytes throws(FormatError) in
      try ONNXWireScanner.check(bytes, as: .tensor, file: file.path, limits: limits)
      let proto: ONNXTensorProto
      do {
        let outline = ONNXOutline(of: bytes, as: .tensor)
        proto = try ONNXTensorProto(serializedBytes: outline.bytes, options: ONNXFile.decoding)
      } catch { throw .undecodable(.init(file: file.path, field: "tensor"), problem: "\(error)") }
      let decoder = ONNXDecoder(file: file.path, limits: limits, data: ModelData(bytes: bytes, file: nil))
      return try decoder.tensor(proto, "tensor")
    }
  }

  /// The bytes of a file; equal tensors give equal bytes. What the codes of a tensor stand for is not stored.
  /// - Throws: ``FormatError/undecodable(_:problem:)`` above 2 GiB, where protobuf ends.
  package static func bytes(of tensor: Tensor, name: String = "") throws(FormatError) -> [UInt8] {
    do { return try ONNXEncoder.tensor(tensor, name: name).serializedBytes() } catch {
      throw .undecodable(.init(file: name, field: "tensor"), problem: "\(error)")
    }
  }

  /// Replaces the file at `url` in one step.
  /// - Throws: ``FormatError``.
  package static func write(_ tensor: Tensor, name: String = "", to url: URL) throws(FormatError) {
    try FileBytes.replace(url, with: bytes(of: tensor, name: name))
  }
}
