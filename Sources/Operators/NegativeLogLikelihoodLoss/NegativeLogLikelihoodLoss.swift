package import Graphs
package import Tensors

/// The negative of the input at each target class, weighted by class: `l = −w_t · x_t`, then as it is, summed, or averaged
/// by the weights.
///
/// - Inputs: log-probabilities `x [N,C,…]`, targets `[N,…]` int32 or int64, optionally weights `[C]`.
/// - Output: `[N,…]` without reduction, else a scalar. Targets of the ignored class count 0.
/// - Source: ONNX NegativeLogLikelihoodLoss-22; with LogSoftmax in front it is SoftmaxCrossEntropyLoss.
package struct NegativeLogLikelihoodLoss: Operator {
  package enum Reduction: String, Hashable, Sendable { case none, sum, mean }
  package let reduction: Reduction
  /// A class that does not count, whether it exists or not.
  package let ignored: Int?

  package init(reduction: Reduction = .mean, ignoring ignored: Int? = nil) {
    self.reduction = reduction
    self.ignored = ignored
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...3)
    let x = try TypeChecks.element(inputs, 0, .reals)
    let targets = try TypeChecks.element(inputs, 1, .integers).shape
    guard x.shape.rank >= 2 else { throw .rank(input: 0, expected: "2 or more", found: x.shape.rank) }
    var extents = x.shape.dimensions
    let classes = extents.remove(at: 1)
    guard targets.dimensions == extents else { throw .shape("targets \(targets) for \(x.shape)") }
    if inputs.count > 2, inputs[2] != nil {
      let weights = try TypeChecks.element(inputs, 2, like: x).shape
      guard weights == [classes] else { throw .shape("\(weights) weights for \(classes) classes") }
    }
    return [TensorType(x.element, reduction == .none ? targets : .scalar)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let (elements, classes, inner) = (x.numbers.reals, x.shape[1], x.shape.strides[1])
    let weights = inputs.count > 2 ? inputs[2]?.numbers.reals : nil
    var (losses, total) = ([Double](), 0.0)
    for (position, target) in try inputs.tensor(1).numbers.reals.enumerated() {
      guard let number = Int(exactly: target), number != ignored else {
        losses.append(0)
        continue
      }
      guard (0..<classes).contains(number) else {
        throw TypeInferenceError.attribute(name: "target", problem: "\(number) of \(classes) classes")
      }
      let weight = weights?[number] ?? 1
      losses.append(-weight * elements[(position / inner * classes + number) * inner + position % inner])
      total += weight
    }
    switch reduction {
    case .none: break
    case .sum: losses = [losses.reduce(0, +)]
    case .mean: losses = [losses.reduce(0, +) / total]
    }
    return [try Tensor(.reals(losses), as: x.element, shape: type.shape)]
  }

  package static var samples: [OperatorSample] {
    let x = Tensor.random([3, 5, 2], from: -3, to: 0, seed: 1)
    let targets = Tensor([Int64(0), 4, 2, 2, 1, 3]).retyped(TensorType(.int64, [3, 2]))
    let weights = Tensor.random([5], from: 0.5, to: 2, seed: 2)
    return [
      OperatorSample("mean", NegativeLogLikelihoodLoss(), [x, targets]),
      OperatorSample(
        "each, one class ignored", NegativeLogLikelihoodLoss(reduction: .none, ignoring: 2), [x, targets]),
      OperatorSample("weighted sum", NegativeLogLikelihoodLoss(reduction: .sum), [x, targets, weights]),
    ]
  }
}

extension NegativeLogLikelihoodLoss: NonDifferentiable {
  package static let reasonWithoutGradient = "training here uses SoftmaxCrossEntropy, which takes distributions"
}

extension NegativeLogLikelihoodLoss: ONNXConvertible {
  package static let onnxNames = ["NegativeLogLikelihoodLoss", "SoftmaxCrossEntropyLoss"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    guard let reduction = Reduction(rawValue: node.string("reduction", default: "mean")) else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "reduction", problem: node.string("reduction", default: ""))
    }
    var ignored: Int?
    if case .int(let stated)? = node.attributes["ignore_index"] { ignored = stated }
    let op = NegativeLogLikelihoodLoss(reduction: reduction, ignoring: ignored)
    var x = try context.input(0, of: node)
    let isWhole = node.kind == "SoftmaxCrossEntropyLoss"
    if isWhole { x = try context.apply(LogSoftmax(axis: 1), x) }
    var inputs: [ValueID?] = [x, try context.input(1, of: node)]
    if let weights = try context.optionalInput(2, of: node) { inputs.append(weights) }
    let loss = try context.append(op, inputs, name: node.name)[0]
    return isWhole && node.outputs.count > 1 ? [.asStated(loss), .asStated(x)] : [.asStated(loss)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    var attributes: [String: ForeignAttribute] = ["reduction": .string(reduction.rawValue)]
    if let ignored { attributes["ignore_index"] = .int(ignored) }
    let inputs = node.inputs.compactMap { $0 }.map { context.asGiven($0) }
    context.append(
      "NegativeLogLikelihoodLoss", named: node.name, inputs, [context.define(node.outputs[0])], attributes)
  }
}
