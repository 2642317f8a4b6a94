package import Graphs
package import Tensors

extension Gemm: TFLiteReadable {
  package static let tfliteNames = ["FULLY_CONNECTED", "SVDF", "UNIDIRECTIONAL_SEQUENCE_LSTM"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    switch node.kind {
    case "SVDF": try TFLiteSVDF.read(node, into: &context)
    case "UNIDIRECTIONAL_SEQUENCE_LSTM": try TFLiteSequenceLSTM.read(node, into: &context)
    default: [try layer(node, into: &context)]
    }
  }

  /// Weights are `[O,I]`. Every run of `I` elements of the input is a row; the axes before the last are kept on demand.
  private static func layer(_ node: ForeignNode, into context: inout TFLiteReading) throws(ForeignError) -> ValueID {
    let format = node.string("weights_format", default: "DEFAULT")
    guard format == "DEFAULT" else { throw context.refused(node, "weights_format", format) }
    let w = try context.layerWeights(of: node)
    var x = try context.input(0, of: node)
    let (stated, weights) = (context.type(of: x).shape, context.type(of: w).shape)
    guard weights.rank == 2, weights[1] > 0, stated.count % weights[1] == 0 else {
      throw context.refused(node, "weights", "\(weights) for \(stated)")
    }
    let keepsAxes = node.int("keep_num_dims", default: 0) != 0
    if stated.rank < 2 || stated.channels != weights[1] || (stated.rank > 2 && !keepsAxes) {
      x = try context.apply(Reshape([-1, weights[1]]), x, name: node.name + "_rows")
    }
    let bias = try context.layerBias(of: node, weights: w)
    var y: ValueID
    if let made = try asymmetric(x, bias, node, into: &context) {
      y = made
    } else {
      y = try context.apply(Gemm(transposeB: true), x, w, bias, name: node.name)
    }
    let extents = stated.dimensions.dropLast() + [weights[0]]
    if keepsAxes, context.type(of: y).shape.dimensions != Array(extents) {
      y = try context.apply(Reshape(Array(extents)), y, name: node.name + "_axes")
    }
    return try context.activated(y, node)
  }

  /// A product of reals with codes whose inputs the node wants as asymmetric codes; `nil` for any other. Such a product is
  /// written out here, as no node of a graph would say so.
  private static func asymmetric(
    _ x: ValueID, _ bias: ValueID?, _ node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> ValueID? {
    guard node.int("asymmetric_quantize_inputs", default: 0) != 0,
      context.type(of: try context.stored(0, of: node)).element == .float32,
      let weights = context.graph.constant(try context.stored(1, of: node)).flatMap(DynamicRange.Weights.init)
    else { return nil }
    do {
      return try DynamicRange.layer(
        Gemm(transposeB: true), x, weights, bias: bias, axes: [-1], isAsymmetric: true, name: node.name,
        in: &context.graph)
    } catch { throw .graph(error) }
  }
}

extension Gemm: TFLiteWritable {
  package static let fusesActivation = true

  package func hasIntegerForm(_ inputs: [TensorType?], output: TensorType) -> Bool {
    isLayer && Gemm.areLayerCodes(inputs, axis: 0, output: output)
  }

  /// Weights `[O,I]`, rows of inputs: what TFLite calls fully connected.
  private var isLayer: Bool { !transposeA && transposeB }

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let a = node.inputs[0] else { return }
    var attributes: [String: ForeignAttribute] = [:]
    if let fused = try context.activation(of: node) {
      attributes["fused_activation_function"] = .string(fused.rawValue)
    }
    let operands = [context.name(node, 0), isLayer ? context.layerWeights(node) : context.name(node, 1)]
    let bias = context.name(node, 2)
    if isLayer {
      if context.type(of: a).shape.rank > 2 { attributes["keep_num_dims"] = .int(1) }
      return context.append("FULLY_CONNECTED", operands + [bias], [context.define(node.outputs[0])], attributes)
    }
    let sides: [String: ForeignAttribute] = ["adj_x": .int(transposeA ? 1 : 0), "adj_y": .int(transposeB ? 1 : 0)]
    let type = context.type(of: node.outputs[0])
    guard !bias.isEmpty || !attributes.isEmpty else {
      return context.append("BATCH_MATMUL", operands, [context.define(node.outputs[0])], sides)
    }
    let product = context.between(type, node.name + "_product")
    context.append("BATCH_MATMUL", operands, [product], sides)
    let row = bias.isEmpty ? context.zeroBias(node, count: type.shape.channels) : bias
    context.append("ADD", [product, row], [context.define(node.outputs[0])], attributes)
  }
}
