package import Graphs
package import Tensors

/// The largest or smallest elements along an axis, best first, and their positions; of equal ones the first comes first.
///
/// - Outputs: the elements with `count` along the axis, and their positions as int64.
/// - Source: ONNX TopK-24 with a known count.
package struct TopK: Operator {
  package let count: Int
  package let axis: Int
  package let takesLargest: Bool

  /// - Parameters:
  ///   - count: from 0 to the extent of the axis.
  ///   - axis: negative counts from the back.
  package init(count: Int, axis: Int = -1, takesLargest: Bool = true) {
    self.count = count
    self.axis = axis
    self.takesLargest = takesLargest
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .numbers)
    let axis = try TypeChecks.axis(axis, of: x.shape)
    guard (0...x.shape[axis]).contains(count) else {
      throw .attribute(name: "k", problem: "\(count) of \(x.shape[axis])")
    }
    let shape = x.shape.replacing(axis: axis, with: count)
    return [TensorType(x.element, shape), TensorType(.int64, shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let types = try outputTypes(for: [x.type])
    let axis = try TypeChecks.axis(axis, of: x.shape)
    let (extent, inner) = (x.shape[axis], x.shape.strides[axis])
    let order: (Int, Int) -> Bool =
      switch x.numbers {
      case .reals(let x): { takesLargest ? x[$0] > x[$1] : x[$0] < x[$1] }
      case .integers(let x): { takesLargest ? x[$0] > x[$1] : x[$0] < x[$1] }
      }
    var sources = [Int](repeating: 0, count: types[0].shape.count)
    for start in 0..<x.count where start / inner % extent == 0 {
      let ranked = (0..<extent).map { start + $0 * inner }.sorted { order($0, $1) || (!order($1, $0) && $0 < $1) }
      let first = start / (inner * extent) * inner * count + start % inner
      for place in 0..<count { sources[first + place * inner] = ranked[place] }
    }
    let positions = sources.map { Int64($0 / inner % extent) }
    return [
      Movement.gather(x, as: types[0]) { sources[$0] }, try Tensor(positions, shape: types[1].shape),
    ]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("three best", TopK(count: 3), [.random([3, 9], seed: 1)]),
      OperatorSample(
        "two smallest, inner", TopK(count: 2, axis: 1, takesLargest: false), [.random([2, 5, 3], seed: 2)]),
    ]
  }
}

extension TopK: NonDifferentiable {
  package static let reasonWithoutGradient = "which elements are taken does not change smoothly"
}

extension TopK: ONNXConvertible {
  package static let onnxNames = ["TopK"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let stated =
      node.attributes["k"] != nil ? [node.int("k", default: 0)] : try context.integers("", orInput: 1, of: node)
    guard let count = stated?.first else { throw .missingInput(node: node.name, kind: node.kind, input: 1) }
    let op = TopK(
      count: count, axis: node.int("axis", default: -1), takesLargest: node.int("largest", default: 1) != 0)
    let results = try context.append(op, [try context.input(0, of: node)], name: node.name)
    return results.prefix(max(node.outputs.count, 1)).map { .asStated($0) }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let inputs = [context.asGiven(x), context.integers([count], name: "k")]
    let attributes: [String: ForeignAttribute] = ["axis": .int(axis), "largest": .int(takesLargest ? 1 : 0)]
    context.append("TopK", named: node.name, inputs, node.outputs.map { context.define($0) }, attributes)
  }
}
