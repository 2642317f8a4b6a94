import Graphs
import Tensors

/// Where the raw data of a model comes from: the bytes at hand, or the file they lie in.
struct ModelData {
  /// From so many bytes on, a tensor stays in the file until it is asked for.
  private static let deferredBytes = 1 << 16

  /// All bytes of the model, while it is decoded.
  let bytes: UnsafeRawBufferPointer
  /// The open file; `nil` when the model is bytes alone, or when every tensor is to be held.
  let file: OpenFile?
  /// Where other files with data may lie; `nil` when there must be none.
  var folder: ExternalFolder?
  /// True when large tensors stay in their files.
  var defers: Bool { file != nil }

  /// A tensor of the type whose bytes are that part of the model. The counts must agree.
  func tensor(_ type: TensorType, at range: Range<Int>) throws(TensorError) -> Tensor {
    guard let file, range.count >= ModelData.deferredBytes, range.count == type.byteCount else {
      return try Tensor(bytes: UnsafeRawBufferPointer(rebasing: bytes[range]), type: type)
    }
    return Tensor(deferred: type) { file.read($0, at: range.lowerBound) }
  }

  /// A tensor of the type whose bytes lie in another file.
  /// - Returns: `nil` when they cannot be read.
  func tensor(_ type: TensorType, in file: OpenFile, at offset: Int) -> Tensor? {
    // Truth values are looked at.
    if defers, type.byteCount >= ModelData.deferredBytes, type.element != .bool {
      return Tensor(deferred: type) { file.read($0, at: offset) }
    }
    var tensor = Tensor(zeros: type)
    return tensor.withMutableBytes { file.read($0, at: offset) } ? tensor : nil
  }

  /// What `decode` makes of bytes that lie in no file.
  /// - Throws: ``FormatError/limit(_:name:allowed:found:)`` above `limit` bytes, and what `decode` throws.
  static func reading(
    _ bytes: [UInt8], file: String, limit: Int, _ decode: (ModelData) throws(FormatError) -> ForeignGraph
  ) throws(FormatError) -> ForeignGraph {
    guard bytes.count <= limit else {
      throw .limit(.init(file: file, field: "file"), name: "bytes", allowed: limit, found: bytes.count)
    }
    let result: Result<ForeignGraph, FormatError> = bytes.withUnsafeBytes { buffer in
      do throws(FormatError) { return .success(try decode(ModelData(bytes: buffer, file: nil))) } catch {
        return .failure(error)
      }
    }
    return try result.get()
  }
}
