import Graphs
import Tensors

/// SVDF from a state of zeros: a filter over time, of which the last column alone meets an input.
///
/// `y[u] = a(b[u] + Σ_r (x·F[u·rank + r]) · T[u·rank + r, last])`. Source: TensorFlow Lite, `svdf.cc`.
enum TFLiteSVDF {
  static func read(_ node: ForeignNode, into context: inout TFLiteReading) throws(ForeignError) -> [ValueID] {
    let (x, features) = (try context.input(0, of: node), try context.input(1, of: node))
    let time = try context.input(2, of: node)
    let (filters, memory, rank) = (
      context.type(of: features).shape, context.type(of: time).shape, node.int("rank", default: 0)
    )
    guard filters.rank == 2, memory.rank == 2, memory[0] == filters[0], memory[1] > 0, rank > 0, filters[0] % rank == 0
    else { throw context.refused(node, "rank", "\(rank) of \(filters)") }
    let product = try context.apply(Gemm(transposeB: true), x, features)
    let last = try context.apply(Slice(axis: 1, start: memory[1] - 1, count: 1), time)
    let scaled = try context.apply(Multiply(), product, try context.apply(Reshape([filters[0]]), last))
    let split = try context.apply(Reshape([-1, filters[0] / rank, rank]), scaled)
    var y = try context.apply(ReduceSum(axes: [2], keepsAxes: false), split)
    if let bias = try context.optionalInput(3, of: node) { y = try context.apply(Add(), y, bias, name: node.name) }
    return [try context.activated(y, node)]
  }
}
