package import Tensors

extension ElementType {
  /// `TensorProto.DataType`, in both directions.
  private static let onnxCodes: [(code: Int32, element: ElementType)] = [
    (1, .float32), (2, .uint8), (3, .int8), (4, .uint16), (5, .int16), (6, .int32), (7, .int64), (9, .bool),
    (10, .float16), (11, .float64), (12, .uint32), (13, .uint64), (16, .bfloat16), (21, .uint4), (22, .int4),
    (25, .uint2), (26, .int2),
  ]

  package init?(onnxCode: Int32) {
    guard let found = ElementType.onnxCodes.first(where: { $0.code == onnxCode }) else { return nil }
    self = found.element
  }

  package var onnxCode: Int32 { ElementType.onnxCodes.first { $0.element == self }?.code ?? 0 }
}
