package import Graphs
package import Tensors

/// A layer whose weights are codes and whose inputs are reals, as TFLite computes it: the inputs become codes of a scale
/// found at run time, one for each image or row, the codes are multiplied exactly, and the sums become reals.
///
/// Symmetric: `q = round(x·127/max|x|)`. Asymmetric: `q = round(x/s) − z` with `s = (max − min)/255` of a range that holds
/// 0. Codes are kept in float32, whose sums of up to 1040 products are exact.
/// Source: TensorFlow Lite, `portable_tensor_utils.cc` and the hybrid kernels of CONV_2D, DEPTHWISE_CONV_2D and
/// FULLY_CONNECTED.
package enum DynamicRange {
  /// Weights as float32 codes and what they are multiplied by, one scale or one for each output channel.
  package struct Weights {
    let codes: Tensor
    let scales: Tensor

    /// `nil` for other weights than int8 codes with zero points of 0.
    package init?(_ tensor: Tensor) {
      guard tensor.element == .int8, let parameters = tensor.type.quantization,
        parameters.zeroPoints.allSatisfy({ $0 == 0 })
      else { return nil }
      let count = tensor.count
      codes = tensor.remade(as: .float32(tensor.shape)) { source, target in
        let reals = target.assumingMemoryBound(to: Float.self)
        for index in 0..<count { reals[index] = Float(Int8(bitPattern: source[index])) }
      }
      scales = Tensor(parameters.scales)
    }
  }

  /// Stands for a range of nothing, whose reciprocal is still a number.
  private static let smallest: Float = 1e-30

  /// - Parameters:
  ///   - op: takes inputs, weights and no bias.
  ///   - axes: those along which inputs share a scale.
  /// - Returns: the output of the layer.
  package static func layer<Edit: NodePlacing>(
    _ op: any Operator, _ x: ValueID, _ weights: Weights, bias: ValueID?, axes: [Int], isAsymmetric: Bool,
    name: String, in edit: inout Edit
  ) throws(GraphError) -> ValueID {
    let (codes, scale) =
      isAsymmetric ? try asymmetric(x, axes, &edit) : try symmetric(x, axes, &edit)
    let sums = try edit.place(op, [codes, edit.constant(weights.codes, name: name + "_codes")], name: name)
    let scales = edit.constant(weights.scales, name: name + "_scales")
    let reals = try edit.place(Multiply(), [sums, try edit.place(Multiply(), [scale, scales])])
    guard let bias else { return reals }
    return try edit.place(Add(), [reals, bias])
  }

  private static func symmetric<Edit: NodePlacing>(
    _ x: ValueID, _ axes: [Int], _ edit: inout Edit
  ) throws(GraphError) -> (codes: ValueID, scale: ValueID) {
    let largest = try edit.place(
      Clip(low: DynamicRange.smallest, high: .infinity),
      [try edit.place(ReduceMax(axes: axes, keepsAxes: true), [try edit.place(Abs(), [x])])])
    let steps = edit.scalar(127)
    let scaled = try edit.place(Multiply(), [x, try edit.place(Divide(), [steps, largest])])
    return (try rounded(scaled, &edit), try edit.place(Divide(), [largest, steps]))
  }

  private static func asymmetric<Edit: NodePlacing>(
    _ x: ValueID, _ axes: [Int], _ edit: inout Edit
  ) throws(GraphError) -> (codes: ValueID, scale: ValueID) {
    let reduce = ReduceMax(axes: axes, keepsAxes: true)
    let floor = Clip(low: 0, high: .infinity)
    let high = try edit.place(floor, [try edit.place(reduce, [x])])
    // The magnitude of the smallest.
    let low = try edit.place(floor, [try edit.place(reduce, [try edit.place(Negate(), [x])])])
    let range = try edit.place(
      Clip(low: DynamicRange.smallest, high: .infinity), [try edit.place(Add(), [high, low])])
    let scale = try edit.place(Divide(), [range, edit.scalar(255)])
    let zero = try rounded(
      try edit.place(Subtract(), [try edit.place(Divide(), [low, scale]), edit.scalar(128)]), &edit)
    let steps = try edit.place(Divide(), [edit.scalar(1), scale])
    let moved = try edit.place(Add(), [try edit.place(Multiply(), [x, steps]), zero])
    let codes = try edit.place(Clip(low: -128, high: 127), [try rounded(moved, &edit)])
    return (try edit.place(Subtract(), [codes, zero]), scale)
  }

  /// The nearest whole number of one below 2²²: float32 has no room for a fraction beside 1.5·2²³.
  private static func rounded<Edit: NodePlacing>(_ x: ValueID, _ edit: inout Edit) throws(GraphError) -> ValueID {
    let large = edit.scalar(0x1.8p23)
    return try edit.place(Subtract(), [try edit.place(Add(), [x, large]), large])
  }
}

/// A graph or a patch of one, to which nodes are added one by one.
package protocol NodePlacing {
  mutating func place(_ op: any Operator, _ inputs: [ValueID?], name: String) throws(GraphError) -> ValueID
  mutating func constant(_ tensor: Tensor, name: String) -> ValueID
}

extension NodePlacing {
  package mutating func place(_ op: any Operator, _ inputs: [ValueID?]) throws(GraphError) -> ValueID {
    try place(op, inputs, name: "")
  }

  /// One real that broadcasts.
  package mutating func scalar(_ value: Float) -> ValueID {
    constant(Tensor(repeating: value, shape: [1]), name: "")
  }
}

extension Graph: NodePlacing {
  package mutating func place(_ op: any Operator, _ inputs: [ValueID?], name: String) throws(GraphError) -> ValueID {
    let outputs = try append(op, inputs, name: name)
    guard let first = outputs.first else { throw .malformed("\(Swift.type(of: op).name) has no output") }
    return first
  }
}

extension GraphPatch: NodePlacing {
  package mutating func place(_ op: any Operator, _ inputs: [ValueID?], name: String) throws(GraphError) -> ValueID {
    let outputs = try append(op, inputs, name: name)
    guard let first = outputs.first else { throw .malformed("\(Swift.type(of: op).name) has no output") }
    return first
  }
}
