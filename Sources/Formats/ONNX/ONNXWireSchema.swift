/// The messages of `onnx.proto` as the scanner sees them: which field holds what.
enum ONNXWireMessage: String {
  case model, operatorSet, entry, graph, node, attribute, tensor, value, type, tensorType, shape, dimension

  /// What a length-delimited field holds.
  enum Content {
    case message(ONNXWireMessage)
    case text
    case bytes
    /// Packed numbers of at least `bytes` bytes on the wire and `memory` bytes in memory.
    case packed(bytes: Int, memory: Int)
  }

  /// The content of a field that this reader decodes; `nil` for a field that it skips.
  func content(of field: Int) -> (name: String, content: Content)? {
    switch (self, field) {
    case (.model, 2): ("producer_name", .text)
    case (.model, 3): ("producer_version", .text)
    case (.model, 4): ("domain", .text)
    case (.model, 7): ("graph", .message(.graph))
    case (.model, 8): ("opset_import", .message(.operatorSet))
    case (.model, 14): ("metadata_props", .message(.entry))
    case (.model, 20): ("training_info", .bytes)
    case (.model, 25): ("functions", .bytes)
    case (.operatorSet, 1): ("domain", .text)
    case (.entry, 1): ("key", .text)
    case (.entry, 2): ("value", .text)
    case (.graph, 1): ("node", .message(.node))
    case (.graph, 2): ("name", .text)
    case (.graph, 5): ("initializer", .message(.tensor))
    case (.graph, 11): ("input", .message(.value))
    case (.graph, 12): ("output", .message(.value))
    case (.graph, 13): ("value_info", .message(.value))
    case (.graph, 15): ("sparse_initializer", .bytes)
    case (.node, 1): ("input", .text)
    case (.node, 2): ("output", .text)
    case (.node, 3): ("name", .text)
    case (.node, 4): ("op_type", .text)
    case (.node, 5): ("attribute", .message(.attribute))
    case (.node, 7): ("domain", .text)
    case (.node, 8): ("overload", .text)
    case (.attribute, 1): ("name", .text)
    case (.attribute, 4): ("s", .bytes)
    case (.attribute, 5): ("t", .message(.tensor))
    case (.attribute, 6): ("g", .message(.graph))
    case (.attribute, 7): ("floats", .packed(bytes: 4, memory: 4))
    case (.attribute, 8): ("ints", .packed(bytes: 1, memory: 8))
    case (.attribute, 9): ("strings", .bytes)
    case (.attribute, 11): ("graphs", .bytes)
    case (.attribute, 21): ("ref_attr_name", .text)
    case (.tensor, 1): ("dims", .packed(bytes: 1, memory: 8))
    case (.tensor, 4): ("float_data", .packed(bytes: 4, memory: 4))
    case (.tensor, 5): ("int32_data", .packed(bytes: 1, memory: 4))
    case (.tensor, 6): ("string_data", .bytes)
    case (.tensor, 7): ("int64_data", .packed(bytes: 1, memory: 8))
    case (.tensor, 8): ("name", .text)
    case (.tensor, 9): ("raw_data", .bytes)
    case (.tensor, 10): ("double_data", .packed(bytes: 8, memory: 8))
    case (.tensor, 11): ("uint64_data", .packed(bytes: 1, memory: 8))
    case (.tensor, 13): ("external_data", .message(.entry))
    case (.value, 1): ("name", .text)
    case (.value, 2): ("type", .message(.type))
    case (.type, 1): ("tensor_type", .message(.tensorType))
    case (.type, 4), (.type, 5), (.type, 8), (.type, 9): ("type", .bytes)
    case (.tensorType, 2): ("shape", .message(.shape))
    case (.shape, 1): ("dim", .message(.dimension))
    case (.dimension, 2): ("dim_param", .text)
    default: nil
    }
  }

  /// Bytes that one decoded message takes in memory, rounded up, without its texts and lists.
  var memory: Int {
    switch self {
    case .graph, .model: 512
    case .node, .attribute, .tensor: 384
    default: 128
    }
  }
}
