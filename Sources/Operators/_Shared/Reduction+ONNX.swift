package import Graphs
package import Tensors

extension ReductionOperator {
  package static var onnxNames: [String] { [name] }

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let stated = try context.integers("axes", orInput: 1, of: node) ?? []
    guard stated.isEmpty && node.int("noop_with_empty_axes", default: 0) != 0 else {
      let keeps = node.int("keepdims", default: 1) != 0
      return [try context.reduced(stated, keeps: keeps, node) { Self(axes: $0, keepsAxes: keeps) }]
    }
    let (x, channelsLast) = try context.anyLayout(of: node)
    guard !keepsSingles else { return [channelsLast ? .channelsLast(x) : .asStated(x)] }
    // Every element on its own: along an axis of extent 1.
    let column = try context.apply(Reshape(context.graph.type(of: x).shape.dimensions + [1]), x)
    let y = try context.apply(Self(axes: [-1], keepsAxes: false), column, name: node.name)
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
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
      if context.version >= Self.axesInputVersion {
        inputs.append(context.integers(stated, name: "axes"))
      } else {
        attributes["axes"] = .ints(stated)
      }
    }
    let output = inOrder && keepsAxes ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append(Self.onnxNames[0], named: node.name, inputs, [output], attributes)
  }
}

extension ONNXReading {
  /// Applies an operator that reduces axes of the first input, in the layout in which the result has one order.
  /// - Parameters:
  ///   - stated: axes as the file counts them; none means all.
  ///   - make: the operator, from the axes in our order.
  package mutating func reduced(
    _ stated: [Int], keeps: Bool, _ node: ForeignNode, _ make: ([Int]) -> any Operator
  ) throws(ForeignError) -> ONNXReading.Result {
    let (x, channelsLast) = try anyLayout(of: node)
    let axes = try axes(stated, of: x, channelsLast: channelsLast, node)
    // What is left has one order in both layouts only when at most one of the image axes stays.
    let remaining = Set(1...3).subtracting(axes)
    guard channelsLast, !keeps, !stated.isEmpty, remaining.count > 1, remaining.contains(3) else {
      let y = try apply(make(axes), x, name: node.name)
      return channelsLast && keeps ? .channelsLast(y) : .asStated(y)
    }
    let plain = try input(0, of: node)
    let plainAxes = try self.axes(stated, of: plain, channelsLast: false, node)
    return .asStated(try apply(make(plainAxes), plain, name: node.name))
  }
}

extension ElementType {
  /// The smallest and the largest number of an integer type or truth value.
  package var wideRange: ClosedRange<Int128> {
    switch self {
    case .bool: 0...1
    case .uint64: 0...Int128(UInt64.max)
    default: integerRange.map { Int128($0.lowerBound)...Int128($0.upperBound) } ?? 0...0
    }
  }
}
