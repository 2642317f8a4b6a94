package import Graphs
package import Tensors

/// What operators share that combine the elements along an axis up to each position.
package protocol ScanOperator: ONNXConvertible {
  /// Negative counts from the back.
  var axis: Int { get }
  /// Without the element at the position itself.
  var isExclusive: Bool { get }
  /// From the last element on.
  var isReversed: Bool { get }
  init(axis: Int, isExclusive: Bool, isReversed: Bool)

  func next(_ sum: Double, _ x: Double) -> Double
  func next(_ sum: Int128, _ x: Int128) -> Int128
  /// What stands before the first element.
  static var start: Int { get }
}

extension ScanOperator {
  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .numbers)
    _ = try TypeChecks.axis(axis, of: x.shape)
    return [x]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let axis = try TypeChecks.axis(axis, of: x.shape)
    let y: Numbers =
      switch x.numbers {
      case .reals(let elements): .reals(scanned(elements, x.shape, axis, from: Double(Self.start), next))
      case .integers(let elements): .integers(scanned(elements, x.shape, axis, from: Int128(Self.start), next))
      }
    return [try Tensor(y, as: x.element, shape: x.shape)]
  }

  private func scanned<Number>(
    _ elements: [Number], _ shape: Shape, _ axis: Int, from start: Number, _ next: (Number, Number) -> Number
  ) -> [Number] {
    let (extent, inner) = (shape[axis], shape.strides[axis])
    var result = elements
    for first in elements.indices where first / inner % extent == 0 {
      var sum = start
      for step in 0..<extent {
        let position = first + (isReversed ? extent - 1 - step : step) * inner
        let included = next(sum, elements[position])
        result[position] = isExclusive ? sum : included
        sum = included
      }
    }
    return result
  }

  package static var onnxNames: [String] { [name] }

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    guard let stated = try context.integers("", orInput: 1, of: node)?.first else {
      throw .missingInput(node: node.name, kind: node.kind, input: 1)
    }
    let (x, channelsLast) = try context.anyLayout(of: node)
    let axis = try context.axes([stated], of: x, channelsLast: channelsLast, node)[0]
    let op = Self(
      axis: axis, isExclusive: node.int("exclusive", default: 0) != 0, isReversed: node.int("reverse", default: 0) != 0)
    let y = try context.apply(op, x, name: node.name)
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let inputs = [
      context.asGiven(x),
      context.sharedConstant(Tensor([Int64(axis)]).retyped(TensorType(.int64, .scalar)), name: "axis"),
    ]
    let attributes: [String: ForeignAttribute] = [
      "exclusive": .int(isExclusive ? 1 : 0), "reverse": .int(isReversed ? 1 : 0),
    ]
    context.append(Self.name, named: node.name, inputs, [context.define(node.outputs[0])], attributes)
  }
}
