package import Graphs
package import Tensors

/// The different elements of a tensor, or the different parts along an axis, each once.
///
/// - Input: `x` of any numbers or truth values.
/// - Outputs: the parts; for each the place of its first occurrence; for each part of `x` its number among them; how often
///   each occurs. The last three int64.
/// - Source: ONNX Unique-11. How many there are is part of the graph's types, so that they are found when a file is read.
package struct Unique: Operator {
  /// The axis along which parts are compared; `nil` compares elements of the tensor in a row.
  package let axis: Int?
  /// In ascending order; otherwise in the order of their first occurrence.
  package let sorts: Bool
  package let count: Int

  package init(axis: Int? = nil, sorts: Bool = true, count: Int) {
    self.axis = axis
    self.sorts = sorts
    self.count = count
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .all)
    let axis = try axis.map { axis throws(TypeInferenceError) in try TypeChecks.axis(axis, of: x.shape) }
    let parts = axis.map { x.shape[$0] } ?? x.shape.count
    guard (0...parts).contains(count) else { throw .attribute(name: "count", problem: "\(count) of \(parts)") }
    let kept = axis.map { x.shape.replacing(axis: $0, with: count) } ?? [count]
    return [
      TensorType(x.element, kept), TensorType(.int64, [count]), TensorType(.int64, [parts]),
      TensorType(.int64, [count]),
    ]
  }

  /// Each number's place among the different ones in ascending order.
  private static func ordinals(_ numbers: Numbers) -> [Int] {
    func places<Scalar: Hashable & Comparable>(_ x: [Scalar]) -> [Int] {
      let ascending = Set(x).sorted()
      let place = Dictionary(uniqueKeysWithValues: ascending.enumerated().map { ($0.element, $0.offset) })
      return x.map { place[$0] ?? ascending.count }
    }
    return switch numbers {
    case .reals(let x): places(x)
    case .integers(let x): places(x)
    }
  }

  /// First places of the different parts, and the number of each part among them.
  static func found(_ x: Tensor, axis: Int?, sorts: Bool) throws(TypeInferenceError) -> (first: [Int], inverse: [Int]) {
    let numbers = ordinals(x.numbers)
    let axis = try axis.map { axis throws(TypeInferenceError) in try TypeChecks.axis(axis, of: x.shape) }
    let (extent, inner) = axis.map { (x.shape[$0], x.shape.strides[$0]) } ?? (x.count, 1)
    let outer = axis.map { x.shape.dimensions[..<$0].reduce(1, *) } ?? 1
    let parts = (0..<extent).map { place in
      (0..<outer).flatMap { row in (0..<inner).map { numbers[(row * extent + place) * inner + $0] } }
    }
    var places: [[Int]: Int] = [:]
    for (place, part) in parts.enumerated() where places[part] == nil { places[part] = place }
    var first = places.values.sorted()
    if sorts { first.sort { parts[$0].lexicographicallyPrecedes(parts[$1]) } }
    let number = Dictionary(uniqueKeysWithValues: first.enumerated().map { ($0.element, $0.offset) })
    return (first, parts.map { part in places[part].flatMap { number[$0] } ?? 0 })
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let types = try outputTypes(for: [x.type])
    let (first, inverse) = try Unique.found(x, axis: axis, sorts: sorts)
    guard first.count == count else {
      throw TypeInferenceError.attribute(name: "count", problem: "\(first.count) instead of \(count)")
    }
    var counts = [Int64](repeating: 0, count: count)
    for number in inverse { counts[number] += 1 }
    let source = axis == nil ? Shape([x.count]) : x.shape
    let along = try axis.map { try TypeChecks.axis($0, of: x.shape) } ?? 0
    let picks = AxisPicks(source, (0..<source.rank).map { $0 == along ? first : nil })
    return [
      picks.reference(x).retyped(types[0]), Tensor(first.map { Int64($0) }), Tensor(inverse.map { Int64($0) }),
      Tensor(counts),
    ]
  }

  package static var samples: [OperatorSample] {
    let x = Tensor([Float(2), 1, 1, 3, 4, 3])
    return [
      OperatorSample("sorted", Unique(count: 4), [x]),
      OperatorSample("columns", Unique(axis: 1, sorts: false, count: 3), [x.retyped(.float32([2, 3]))]),
    ]
  }
}

extension Unique: NonDifferentiable {
  package static let reasonWithoutGradient = "which elements are equal does not change smoothly"
}

extension Unique: ONNXConvertible {
  package static let onnxNames = ["Unique"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    var axis: Int?
    if case .int(let stated)? = node.attributes["axis"] { axis = stated }
    let sorts = node.int("sorted", default: 1) != 0
    let x = try context.constant(0, of: node)
    do {
      let count = try found(x, axis: axis, sorts: sorts).first.count
      return try context.asStated(Unique(axis: axis, sorts: sorts, count: count), inputs: 1, node)
    } catch let error as ForeignError { throw error } catch { throw node.refused("axis", "\(error)") }
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    var attributes: [String: ForeignAttribute] = ["sorted": .int(sorts ? 1 : 0)]
    if let axis { attributes["axis"] = .int(axis) }
    context.appendAsGiven("Unique", node, attributes)
  }
}
