package import Graphs
package import Tensors

/// A room that TFLite has as one operator of the same inputs in the same order, without options.
package protocol PlainTFLite: TFLiteConvertible {
  init()
  static var tfliteName: String { get }
  /// Elements that LiteRT's kernels take; codes are another matter.
  static var tfliteElements: Set<ElementType> { get }
  /// Most axes of inputs whose shapes differ.
  static var tfliteBroadcastRank: Int { get }
}

extension PlainTFLite {
  package static var tfliteNames: [String] { [tfliteName] }
  package static var tfliteBroadcastRank: Int { 4 }

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? { try context.elementwise(Self(), node) }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    Self.tfliteTakes(inputs, Self.tfliteElements, broadcastRank: Self.tfliteBroadcastRank)
  }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    try context.append(Self.tfliteName, node)
  }
}

extension TFLiteWritable {
  /// True for inputs that are codes or of one of these elements, and that have one shape or few axes.
  static func tfliteTakes(
    _ inputs: [TensorType?], _ elements: Set<ElementType>, broadcastRank: Int = Shape.maximumRank
  ) -> Bool {
    let types = inputs.compactMap { $0 }
    return types.allSatisfy { $0.quantization != nil || elements.contains($0.element) }
      && (Set(types.map(\.shape)).count <= 1 || types.allSatisfy { $0.shape.rank <= broadcastRank })
  }
}
