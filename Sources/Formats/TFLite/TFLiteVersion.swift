import Graphs
import Tensors

/// The lowest version of each operator that carries what a node asks, so that old runtimes take the file.
///
/// Source: LiteRT `tools/versioning/op_version.cc`.
struct TFLiteVersion {
  /// By the type of the values; 1 where nothing is stated.
  private let int8: Int
  private let int16: Int
  private let int64: Int

  /// - Parameters:
  ///   - inputs: types of the inputs, `nil` for absent ones.
  ///   - output: type of the first output.
  static func lowest(for node: ForeignNode, inputs: [TensorType?], output: TensorType?) -> Int {
    if let asked = asked(node, inputs, output) { return asked }
    let rule = byType[node.kind] ?? TFLiteVersion()
    // DEQUANTIZE and comparisons are told by what they read, QUANTIZE by what it makes.
    switch inputs.first.flatMap({ $0?.element }) ?? output?.element {
    case .int8, .uint8: return rule.int8
    case .int16: return rule.int16
    case .int64: return rule.int64
    default: return 1
    }
  }

  /// Versions that another thing than the type decides.
  private static func asked(_ node: ForeignNode, _ inputs: [TensorType?], _ output: TensorType?) -> Int? {
    func type(_ index: Int) -> TensorType? { index < inputs.count ? inputs[index] : nil }
    func flag(_ name: String) -> Bool { node.int(name, default: 0) != 0 }
    let rank = type(0)?.shape.rank ?? 0
    let (x, w) = (type(0), type(1))
    let isHybrid = x?.element == .float32 && w?.element == .int8
    let isPerChannel = w?.quantization?.isPerTensor == false
    let isPacked = w?.element == .int4
    switch node.kind {
    case "CONV_2D":
      if let x, let w, w.shape.channels != x.shape.channels { return 6 }
      if isHybrid { return isPerChannel ? 5 : 2 }
      return isPacked ? 7 : byElement(x, int8: 3, int16: 4)
    case "DEPTHWISE_CONV_2D":
      let isDilated = node.int("dilation_h_factor", default: 1) != 1 || node.int("dilation_w_factor", default: 1) != 1
      if isHybrid { return isPerChannel ? 6 : 4 }
      return isPacked ? 7 : byElement(x, int8: 3, int16: 5, real: isDilated ? 2 : 1)
    case "FULLY_CONNECTED":
      if isHybrid { return isPerChannel ? 12 : flag("asymmetric_quantize_inputs") ? 9 : 3 }
      if node.inputs.count == 2 { return 6 }
      if flag("keep_num_dims") { return 5 }
      return isPacked ? 10 : byElement(x, int8: 4, int16: 7)
    case "MUL":
      guard let a = x?.quantization, let b = w?.quantization, let y = output?.quantization else { return nil }
      return a.scale * b.scale / y.scale >= 1 ? 3 : nil
    case "PAD", "PADV2": return rank > 4 ? 4 : nil
    case "BROADCAST_TO": return x?.element == .int8 || x?.element == .int16 ? 3 : 2
    case "ARG_MAX", "ARG_MIN": return x?.element == .bool ? 3 : nil
    case "MAXIMUM", "MINIMUM":
      if x?.element == .int16 { return 4 }
      return x?.shape != w?.shape && max(rank, w?.shape.rank ?? 0) > 4 ? 3 : nil
    case "SUB": return max(rank, w?.shape.rank ?? 0) > 4 ? 3 : nil
    case "GATHER": return node.int("batch_dims", default: 0) != 0 ? 5 : x?.element == .bool ? 3 : nil
    case "GATHER_ND": return x?.element == .bool ? 5 : x?.element == .int16 ? 3 : 1
    case "SLICE": return rank > 4 ? 5 : nil
    case "TRANSPOSE": return rank > 6 ? 8 : rank == 6 ? 6 : rank == 5 ? 4 : nil
    case "STRIDED_SLICE":
      if flag("offset") { return 8 }
      return flag("ellipsis_mask") || flag("new_axis_mask") ? 6 : rank > 4 ? 4 : nil
    case "RESIZE_BILINEAR": return flag("half_pixel_centers") ? 3 : nil
    case "RESIZE_NEAREST_NEIGHBOR": return flag("half_pixel_centers") || flag("align_corners") ? 3 : nil
    case "QUANTIZE":
      return output?.quantization?.isPerTensor == false ? 3 : output?.element == .int16 ? 2 : 1
    case "DEQUANTIZE":
      if x?.quantization?.isPerTensor == false { return 5 }
      return x?.element == .int4 ? 6 : x?.element == .int16 || x?.element == .float16 ? 3 : 2
    case "TRANSPOSE_CONV":
      if node.string("fused_activation_function", default: "NONE") != "NONE" { return 4 }
      return node.inputs.count > 3 ? 3 : w?.element == .int8 ? 2 : 1
    default: return nil
    }
  }

  private static func byElement(_ type: TensorType?, int8: Int, int16: Int, real: Int = 1) -> Int {
    switch type?.element {
    case .int8, .uint8: int8
    case .int16: int16
    default: real
    }
  }

  private static let byType: [String: TFLiteVersion] = {
    var rules: [String: TFLiteVersion] = [:]
    for name in [
      "AVERAGE_POOL_2D", "MAX_POOL_2D", "SOFTMAX", "LOGISTIC", "TANH", "MEAN", "RELU6", "RSQRT", "MIRROR_PAD",
      "REDUCE_MAX", "REDUCE_MIN",
    ] {
      rules[name] = TFLiteVersion(int8: 2, int16: 3)
    }
    for name in [
      "PAD", "PADV2", "PACK", "UNPACK", "SPLIT", "SLICE", "MAXIMUM", "MINIMUM", "RELU", "ARG_MAX", "ARG_MIN", "EQUAL",
      "NOT_EQUAL", "LESS", "LESS_EQUAL", "GREATER", "GREATER_EQUAL", "SELECT", "SPACE_TO_DEPTH",
      "SUM", "LOG_SOFTMAX", "SQUARED_DIFFERENCE", "BATCH_MATMUL", "TOPK_V2", "SPLIT_V", "STRIDED_SLICE",
    ] {
      rules[name] = TFLiteVersion(int8: 2, int16: 2)
    }
    rules["ADD"] = TFLiteVersion(int8: 2, int16: 2, int64: 4)
    rules["SUB"] = TFLiteVersion(int8: 2, int16: 2, int64: 4)
    rules["MUL"] = TFLiteVersion(int8: 2, int16: 4, int64: 5)
    rules["CONCATENATION"] = TFLiteVersion(int8: 2, int16: 3)
    rules["GATHER"] = TFLiteVersion(int8: 2, int16: 4)
    rules["TRANSPOSE"] = TFLiteVersion(int8: 2, int16: 5)
    rules["RESIZE_BILINEAR"] = TFLiteVersion(int8: 2, int16: 4)
    rules["RESIZE_NEAREST_NEIGHBOR"] = TFLiteVersion(int8: 2, int16: 4)
    rules["TRANSPOSE_CONV"] = TFLiteVersion(int8: 2, int16: 2)
    rules["ABS"] = TFLiteVersion(int8: 2, int16: 3)
    rules["RANGE"] = TFLiteVersion(int64: 2)
    rules["LEAKY_RELU"] = TFLiteVersion(int16: 2)
    return rules
  }()

  private init(int8: Int = 1, int16: Int = 1, int64: Int = 1) {
    self.int8 = int8
    self.int16 = int16
    self.int64 = int64
  }
}
