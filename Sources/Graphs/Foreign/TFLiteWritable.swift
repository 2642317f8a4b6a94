package import Tensors

/// An operator that can be written as operators of TFLite.
///
/// TFLite's images are NHWC as ours are, so axes need no thought. Codes are int8 or int16; a node that reads and stores
/// codes is written as TFLite's integer operator, see ``hasIntegerForm(_:output:)``.
package protocol TFLiteWritable: Operator {
  /// Whether TFLite's operators of this room take a fused activation.
  static var fusesActivation: Bool { get }

  /// Whether TFLite's operators of this room take these inputs, with the attributes of this one. Where they do not, the
  /// decomposition is written; a graph with an operator that has none is refused.
  /// - Parameter inputs: the types as they are stored.
  func hasForm(_ inputs: [TensorType?]) -> Bool

  /// Whether TFLite's integer operator means what this one means on codes: `store(op(reals of the inputs))`, up to
  /// rounding. Operators that act on codes are not asked.
  /// - Parameters:
  ///   - inputs: the types as they are stored, with their quantization.
  ///   - output: the type of the codes to store.
  func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool

  /// Writes one node of the graph.
  func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError)
}

extension TFLiteWritable {
  package static var fusesActivation: Bool { false }
  package func hasForm(_ inputs: [TensorType?]) -> Bool { true }
  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool { false }
}

/// An operator that TFLite has, in both directions.
package protocol TFLiteConvertible: TFLiteReadable, TFLiteWritable {}

/// Activations that TFLite's operators apply to what they store, by their names in the schema.
package enum TFLiteActivation: String, Sendable {
  case none = "NONE"
  case relu = "RELU"
  case reluN1To1 = "RELU_N1_TO_1"
  case relu6 = "RELU6"

  /// `nil` for a clamp that is none of them.
  package init?(clamp: ClosedRange<Float>?) {
    guard let clamp else {
      self = .none
      return
    }
    switch (clamp.lowerBound, clamp.upperBound) {
    case (0, .infinity): self = .relu
    case (-1, 1): self = .reluN1To1
    case (0, 6): self = .relu6
    default: return nil
    }
  }
}
