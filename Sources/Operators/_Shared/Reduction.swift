package import Graphs
package import Kernels
package import Tensors

/// What reductions over axes share.
package protocol ReductionOperator: Accelerated, ONNXConvertible {
  /// Axes that are reduced; negative counts from the back, none means all.
  var axes: [Int] { get }
  /// Whether reduced axes stay with an extent of 1.
  var keepsAxes: Bool { get }
  init(axes: [Int], keepsAxes: Bool)

  /// By default reals and integers.
  static var kinds: ElementKinds { get }
  /// One result from the elements that belong together; of none, what changes no other result.
  func reduced(_ elements: [Double]) -> Double
  /// - Parameter range: what the element type can hold.
  func reduced(_ elements: [Int128], in range: ClosedRange<Int128>) -> Int128
  /// The float32 kernel, `nil` when there is none.
  static var kind: ReductionKind? { get }
  /// The version of ONNX since which axes are an input.
  static var axesInputVersion: Int { get }
  /// Whether a single element is its own result.
  static var keepsSingles: Bool { get }
}

extension ReductionOperator {
  package static var kinds: ElementKinds { .numbers }
  package static var kind: ReductionKind? { nil }
  package static var axesInputVersion: Int { 18 }
  package static var keepsSingles: Bool { true }

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
    let type = try TypeChecks.element(inputs, 0, Self.kinds)
    let x = type.shape
    let reduced = try normalizedAxes(of: x)
    var extents: [Int] = []
    for axis in 0..<x.rank {
      if !reduced.contains(axis) { extents.append(x[axis]) } else if keepsAxes { extents.append(1) }
    }
    return [TensorType(type.element, Shape(extents))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    let axes = try normalizedAxes(of: x.shape)
    let kept = Shape(x.shape.dimensions.enumerated().map { axes.contains($0.offset) ? 1 : $0.element })
    let targets = Broadcasting.offsets(of: kept, in: x.shape)
    func groups<Number>(_ elements: [Number]) -> [[Number]] {
      var groups = [[Number]](repeating: [], count: kept.count)
      for (target, element) in zip(targets, elements) { groups[target].append(element) }
      return groups
    }
    let results: Numbers =
      switch x.numbers {
      case .reals(let x): .reals(groups(x).map(reduced))
      case .integers(let elements): .integers(groups(elements).map { reduced($0, in: x.element.wideRange) })
      }
    return [try Tensor(results, as: type.element, shape: type.shape)]
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
    guard request.epilogue.isEmpty, let kind = Self.kind else { return nil }
    let call = KernelCall.reduce(
      kind: kind, outer: outer, reduced: reduced, inner: inner, instructionSet: request.instructionSet)
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
}
