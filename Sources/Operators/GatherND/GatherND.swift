package import Graphs
package import Tensors

/// Parts of a tensor named by several indices each: `y[n, …] = x[index[n, 0], index[n, 1], …]`.
///
/// - Inputs: `x` of any elements of whole bytes, `indices [b…, n…, k]` int32 or int64, whose first `batchAxes` extents are
///   those of `x`; the `k` numbers name a place on the `k` axes of `x` behind them, negative ones from the back.
/// - Output: `[b…, n…]` and the extents of `x` behind the named axes.
/// - Source: ONNX GatherND-13.
package struct GatherND: Operator {
  package let batchAxes: Int

  package init(batchAxes: Int = 0) { self.batchAxes = batchAxes }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    var type = try Movement.type(inputs, 0)
    let indices = try Indices.shape(inputs, 1)
    let rest = try GatherND.rest(type.shape, indices, batchAxes: batchAxes)
    type.shape = Shape(Array(indices.dimensions.dropLast()) + rest)
    return [type]
  }

  /// The extents of one named part.
  static func rest(_ x: Shape, _ indices: Shape, batchAxes: Int) throws(TypeInferenceError) -> [Int] {
    guard indices.rank >= 1, (0..<indices.rank).contains(batchAxes), batchAxes <= x.rank,
      indices.channels <= x.rank - batchAxes,
      indices.dimensions[..<batchAxes] == x.dimensions[..<batchAxes]
    else { throw .shape("indices \(indices) name nothing in \(x)") }
    return Array(x.dimensions[(batchAxes + indices.channels)...])
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, indices) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: [x.type, indices.type])[0]
    let part = try GatherND.rest(x.shape, indices.shape, batchAxes: batchAxes).reduce(1, *)
    let places = try Indices.parts(indices, batch: batchAxes, in: x.shape)
    return [Movement.gather(x, as: type, part: part) { places[$0] / part }]
  }

  package static var samples: [OperatorSample] {
    let pairs = Tensor([Int64(0), 1, -1, 0]).retyped(TensorType(.int64, [2, 2]))
    let rows = Tensor([Int64(1), 0]).retyped(TensorType(.int64, [2, 1]))
    return [
      OperatorSample("vectors", GatherND(), [.random([3, 2, 5], seed: 1), pairs]),
      OperatorSample("in batches", GatherND(batchAxes: 1), [.random([2, 2, 3], seed: 2), rows]),
    ]
  }
}

extension GatherND: NonDifferentiable {
  package static let reasonWithoutGradient = "which part is picked does not change smoothly"
}

extension GatherND: ONNXConvertible {
  package static let onnxNames = ["GatherND"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    try context.asStated(GatherND(batchAxes: node.int("batch_dims", default: 0)), inputs: 2, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    context.appendAsGiven("GatherND", node, ["batch_dims": .int(batchAxes)])
  }
}
