package import Graphs
package import Kernels
package import Tensors

/// What reductions over axes share.
package protocol ReductionOperator: Accelerated {
  /// Axes that are reduced; negative counts from the back, none means all.
  var axes: [Int] { get }
  /// Whether reduced axes stay with an extent of 1.
  var keepsAxes: Bool { get }
  init(axes: [Int], keepsAxes: Bool)

  /// One result from the elements that belong together.
  func reduced(_ elements: [Float]) -> Float
  static var kind: ReductionKind { get }
}

extension ReductionOperator {
  /// The reduced axes of a shape, counted from the front, in order.
  package func normalizedAxes(of shape: Shape) throws(TypeInferenceError) -> [Int] {
    guard !axes.isEmpty else { return Array(0..<shape.rank) }
    var result = Set<Int>()
    for axis in axes {
      guard result.insert(try TypeChecks.axis(axis, of: shape)).inserted else {
        throw .attribute(name: "axes", problem: "\(axis) is named twice")
      }
    }
    return result.sorted()
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.float32(inputs, 0)
    let reduced = try normalizedAxes(of: x)
    guard reduced.allSatisfy({ x[$0] > 0 }) else { throw .shape("\(x) has nothing to reduce") }
    var extents: [Int] = []
    for axis in 0..<x.rank {
      if !reduced.contains(axis) { extents.append(x[axis]) } else if keepsAxes { extents.append(1) }
    }
    return [.float32(Shape(extents))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    let axes = try normalizedAxes(of: x.shape)
    let kept = Shape(x.shape.dimensions.enumerated().map { axes.contains($0.offset) ? 1 : $0.element })
    var groups = [[Float]](repeating: [], count: kept.count)
    let elements = x.floats
    for (position, target) in Broadcasting.offsets(of: kept, in: x.shape).enumerated() {
      groups[target].append(elements[position])
    }
    return [try Tensor(groups.map(reduced), shape: type.shape)]
  }

  /// Reduced axes must be neighbours, apart from extents of 1.
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard let x = request.input(0)?.shape, let axes = try? normalizedAxes(of: x).filter({ x[$0] != 1 }) else {
      return nil
    }
    let first = axes.first ?? x.rank
    let last = axes.last ?? first - 1
    guard (first..<(last + 1)).allSatisfy({ axes.contains($0) || x[$0] == 1 }) else { return nil }
    let extents = x.dimensions
    let (outer, inner) = (extents[..<first].reduce(1, *), extents[(last + 1)...].reduce(1, *))
    let reduced = extents[first..<(last + 1)].reduce(1, *)
    guard request.isFloat32 else {
      return Self.kind == .mean ? Pooling.fixedPointMean(outer: outer, count: reduced, inner: inner, request) : nil
    }
    guard request.epilogue.isEmpty else { return nil }
    let call = KernelCall.reduce(
      kind: Self.kind, outer: outer, reduced: reduced, inner: inner, instructionSet: request.instructionSet)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }

  /// `dy · factor` repeated along the reduced axes.
  func repeated(
    _ call: Node, _ gradients: [ValueID?], _ wanted: [Bool], factor: (Int) -> Float, in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    let shape = graph.type(of: x).shape
    guard let axes = try? normalizedAxes(of: shape) else { return [nil] }
    let kept = shape.dimensions.enumerated().map { axes.contains($0.offset) ? 1 : $0.element }
    let count = axes.reduce(1) { $0 * shape[$1] }
    let column = keepsAxes ? dy : try graph.apply(Reshape(kept), dy)
    return [try graph.apply(Multiply(), graph.constant(Tensor(repeating: factor(count), shape: shape)), column)]
  }

  static func readReduction(
    _ node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let stated = try context.integers("axes", orInput: 1, of: node) ?? []
    let (x, channelsLast) = try context.anyLayout(of: node)
    if stated.isEmpty && node.int("noop_with_empty_axes", default: 0) != 0 {
      return [channelsLast ? .channelsLast(x) : .asStated(x)]
    }
    let keeps = node.int("keepdims", default: 1) != 0
    let axes = try context.axes(stated, of: x, channelsLast: channelsLast, node)
    // What is left has one order in both layouts only when at most one of the image axes stays.
    let remaining = Set(1...3).subtracting(axes)
    guard channelsLast, !keeps, !stated.isEmpty, remaining.count > 1, remaining.contains(3) else {
      let y = try context.apply(Self(axes: axes, keepsAxes: keeps), x, name: node.name)
      return [channelsLast && keeps ? .channelsLast(y) : .asStated(y)]
    }
    let plain = try context.input(0, of: node)
    let plainAxes = try context.axes(stated, of: plain, channelsLast: false, node)
    return [.asStated(try context.apply(Self(axes: plainAxes, keepsAxes: false), plain, name: node.name))]
  }

  /// - Parameter axesAsInput: whether ONNX 17 wants the axes as an input of this operator.
  func writeReduction(
    _ kind: String, _ node: Node, axesAsInput: Bool, into context: inout ONNXWriting
  ) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let shape = context.type(of: x).shape
    let image = context.hasChannelsFirst(x) && shape.rank == 4
    guard let ours = try? normalizedAxes(of: shape) else { return }
    let spatial = image && !keepsAxes && ours == [1, 2]
    let inOrder = image && (keepsAxes || spatial)
    var inputs = [inOrder ? context.channelsFirst(x) : context.asGiven(x)]
    let stated = (inOrder ? ours.map(ImageLayout.channelsFirstAxis) : ours).sorted()
    var attributes: [String: ForeignAttribute] = keepsAxes ? [:] : ["keepdims": .int(0)]
    if !axes.isEmpty {
      if axesAsInput {
        inputs.append(context.integers(stated, name: "axes"))
      } else {
        attributes["axes"] = .ints(stated)
      }
    }
    let output = inOrder && keepsAxes ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append(kind, named: node.name, inputs, [output], attributes)
  }
}
