package import Graphs
package import Tensors

/// `count` numbers at equal distances: `y[i] = start + i·step`.
///
/// - Inputs: `start` and `step`, scalars of one element type. Output: `[count]` of it.
/// - Source: ONNX Range-11, whose limit says how many there are and must therefore be known.
package struct Progression: Operator {
  package let count: Int

  package init(count: Int) { self.count = count }

  /// The longest that is made.
  package static let largest = 1 << 24

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let start = try TypeChecks.element(inputs, 0, .numbers)
    let step = try TypeChecks.element(inputs, 1, like: start)
    guard start.shape.count == 1, step.shape.count == 1 else { throw .shape("\(start) and \(step) are no numbers") }
    guard (0...Progression.largest).contains(count) else {
      throw .attribute(name: "limit", problem: "\(count) numbers")
    }
    return [TensorType(start.element, [count])]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (start, step) = (try inputs.tensor(0), try inputs.tensor(1))
    let made: Numbers =
      switch (start.numbers, step.numbers) {
      case (.integers(let a), .integers(let d)): .integers((0..<count).map { a[0] + Int128($0) * d[0] })
      case (let a, let d): .reals((0..<count).map { a.reals[0] + Double($0) * d.reals[0] })
      }
    return [try Tensor(made, as: start.element, shape: [count])]
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample("reals", Progression(count: 5), [Tensor([Float(0.5)]), Tensor([Float(-0.25)])]),
      OperatorSample("none", Progression(count: 0), [Tensor([Int32(3)]), Tensor([Int32(1)])]),
    ]
  }
}

extension Progression: NonDifferentiable {
  package static let reasonWithoutGradient = "where numbers start is no parameter of a model"
}

extension Progression: ONNXReadable {
  package static let onnxNames = ["Range"]

  /// A constant, because everything is known.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let start = try context.constant(0, of: node)
    let (limit, step) = (try context.constant(1, of: node), try context.constant(2, of: node))
    guard [start, limit, step].allSatisfy({ $0.count == 1 && $0.element == start.element }) else {
      throw node.refused("limit", "\(limit.type) from \(start.type) by \(step.type)")
    }
    let steps = (limit.numbers.reals[0] - start.numbers.reals[0]) / step.numbers.reals[0]
    guard steps.isFinite, steps <= Double(largest) else { throw node.refused("limit", "\(steps) numbers") }
    let op = Progression(count: Int(max(0, steps.rounded(.up))))
    do {
      return [.asStated(context.graph.constant(try op.reference([start, step])[0], name: node.name))]
    } catch { throw node.refused("start", "\(error)") }
  }
}
