extension TFLiteOptions {
  // The tables of `BuiltinOptions`. Source: TensorFlow Lite `schema.fbs`.
  static let conv2D = TFLiteOptions(
    1,
    [
      .padding(0), .int(1, "stride_w"), .int(2, "stride_h"), .activation(3), .int(4, "dilation_w_factor", 1),
      .int(5, "dilation_h_factor", 1), .choice(6, "quantized_bias_type", .elementType),
    ])
  static let depthwiseConv2D = TFLiteOptions(
    2,
    [
      .padding(0), .int(1, "stride_w"), .int(2, "stride_h"), .int(3, "depth_multiplier"), .activation(4),
      .int(5, "dilation_w_factor", 1), .int(6, "dilation_h_factor", 1),
    ])
  static let pool2D = TFLiteOptions(
    5,
    [
      .padding(0), .int(1, "stride_w"), .int(2, "stride_h"), .int(3, "filter_width"), .int(4, "filter_height"),
      .activation(5),
    ])
  static let svdf = TFLiteOptions(6, [.int(0, "rank"), .activation(1), .flag(2, "asymmetric_quantize_inputs")])
  static let rnn = TFLiteOptions(7, [.activation(0), .flag(1, "asymmetric_quantize_inputs")])
  static let fullyConnected = TFLiteOptions(
    8,
    [
      .activation(0), .choice(1, "weights_format", .weightsFormat), .flag(2, "keep_num_dims"),
      .flag(3, "asymmetric_quantize_inputs"), .choice(4, "quantized_bias_type", .elementType),
    ])
  static let softmax = TFLiteOptions(9, [.float(0, "beta")])
  static let concatenation = TFLiteOptions(10, [.int(0, "axis"), .activation(1)])
  static let add = TFLiteOptions(11, [.activation(0), .flag(1, "pot_scale_int16", true)])
  static let l2Norm = TFLiteOptions(12, [.activation(0)])
  static let localResponseNormalization = TFLiteOptions(
    13, [.int(0, "radius"), .float(1, "bias"), .float(2, "alpha"), .float(3, "beta")])
  static let lstm = TFLiteOptions(
    14,
    [
      .activation(0), .float(1, "cell_clip"), .float(2, "proj_clip"), .choice(3, "kernel_type", .lstmKernel),
      .flag(4, "asymmetric_quantize_inputs"),
    ])
  static let resizeBilinear = TFLiteOptions(15, [.flag(2, "align_corners"), .flag(3, "half_pixel_centers")])
  static let call = TFLiteOptions(16, [.int(0, "subgraph")])
  static let reshape = TFLiteOptions(17, [.ints(0, "new_shape")])
  static let spaceToDepth = TFLiteOptions(19, [.int(0, "block_size")])
  static let mul = TFLiteOptions(21, [.activation(0)])
  static let gather = TFLiteOptions(23, [.int(0, "axis"), .int(1, "batch_dims")])
  static let reducer = TFLiteOptions(27, [.flag(0, "keep_dims")])
  static let sub = TFLiteOptions(28, [.activation(0), .flag(1, "pot_scale_int16", true)])
  static let div = TFLiteOptions(29, [.activation(0)])
  static let squeeze = TFLiteOptions(30, [.ints(0, "squeeze_dims")])
  static let sequenceRNN = TFLiteOptions(
    31, [.flag(0, "time_major"), .activation(1), .flag(2, "asymmetric_quantize_inputs")])
  static let stridedSlice = TFLiteOptions(
    32,
    [
      .int(0, "begin_mask"), .int(1, "end_mask"), .int(2, "ellipsis_mask"), .int(3, "new_axis_mask"),
      .int(4, "shrink_axis_mask"), .flag(5, "offset"),
    ])
  static let split = TFLiteOptions(35, [.int(0, "num_splits")])
  static let cast = TFLiteOptions(
    37, [.choice(0, "in_data_type", .elementType), .choice(1, "out_data_type", .elementType)])
  static let argMax = TFLiteOptions(40, [.choice(0, "output_type", .elementType)])
  static let transposeConv = TFLiteOptions(
    49,
    [
      .padding(0), .int(1, "stride_w"), .int(2, "stride_h"), .activation(3),
      .choice(4, "quantized_bias_type", .elementType),
    ])
  static let shape = TFLiteOptions(55, [.choice(0, "out_type", .elementType)])
  static let argMin = TFLiteOptions(57, [.choice(0, "output_type", .elementType)])
  static let fakeQuant = TFLiteOptions(
    58, [.float(0, "min"), .float(1, "max"), .int(2, "num_bits"), .flag(3, "narrow_range")])
  static let pack = TFLiteOptions(59, [.int(0, "values_count"), .int(1, "axis")])
  static let oneHot = TFLiteOptions(61, [.int(0, "axis")])
  static let unpack = TFLiteOptions(64, [.int(0, "num"), .int(1, "axis")])
  static let bidirectionalSequenceLSTM = TFLiteOptions(
    69,
    [
      .activation(0), .float(1, "cell_clip"), .float(2, "proj_clip"), .flag(3, "merge_outputs"),
      .flag(4, "time_major", true), .flag(5, "asymmetric_quantize_inputs"),
    ])
  static let unidirectionalSequenceLSTM = TFLiteOptions(
    71,
    [
      .activation(0), .float(1, "cell_clip"), .float(2, "proj_clip"), .flag(3, "time_major"),
      .flag(4, "asymmetric_quantize_inputs"), .flag(5, "diagonal_recurrent_tensors"),
    ])
  static let resizeNearestNeighbor = TFLiteOptions(74, [.flag(0, "align_corners"), .flag(1, "half_pixel_centers")])
  static let leakyRelu = TFLiteOptions(75, [.float(0, "alpha")])
  static let mirrorPad = TFLiteOptions(77, [.choice(0, "mode", .mirrorPadMode)])
  static let splitV = TFLiteOptions(79, [.int(0, "num_splits")])
  static let reverseSequence = TFLiteOptions(87, [.int(0, "seq_dim"), .int(1, "batch_dim")])
  static let ifElse = TFLiteOptions(92, [.int(0, "then_subgraph_index"), .int(1, "else_subgraph_index")])
  static let whileLoop = TFLiteOptions(93, [.int(0, "cond_subgraph_index"), .int(1, "body_subgraph_index")])
  static let depthToSpace = TFLiteOptions(94, [.int(0, "block_size")])
  static let batchMatMul = TFLiteOptions(
    101, [.flag(0, "adj_x"), .flag(1, "adj_y"), .flag(2, "asymmetric_quantize_inputs")])
  static let cumsum = TFLiteOptions(102, [.flag(0, "exclusive"), .flag(1, "reverse")])
  static let callOnce = TFLiteOptions(103, [.int(0, "init_subgraph_index")])
  static let gelu = TFLiteOptions(116, [.flag(0, "approximate")])

  /// A table without fields.
  static func empty(_ tag: Int) -> TFLiteOptions { TFLiteOptions(tag) }
}
