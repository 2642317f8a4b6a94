import Tensors

extension ElementType {
  /// `TensorType`, in both directions.
  private static let tfliteCodes: [(code: Int, element: ElementType)] = [
    (0, .float32), (1, .float16), (2, .int32), (3, .uint8), (4, .int64), (6, .bool), (7, .int16), (9, .int8),
    (10, .float64), (12, .uint64), (15, .uint32), (16, .uint16), (17, .int4), (18, .bfloat16), (20, .uint4),
  ]

  init?(tfliteCode: Int) {
    guard let found = ElementType.tfliteCodes.first(where: { $0.code == tfliteCode }) else { return nil }
    self = found.element
  }

  var tfliteCode: Int? { ElementType.tfliteCodes.first { $0.element == self }?.code }

  /// `TensorType` by its name in a file's options.
  package init?(tfliteName: String) {
    guard let code = TFLiteEnumeration.elementType.names.firstIndex(of: tfliteName) else { return nil }
    self.init(tfliteCode: code)
  }

  package var tfliteName: String? { tfliteCode.map { TFLiteEnumeration.elementType.names[$0] } }
}
