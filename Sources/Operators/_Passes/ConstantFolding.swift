package import Graphs
private import Synchronization
import Tensors

/// `op(constants)` → its result, unless that is larger than 64 MiB or folding has taken enough.
///
/// Codes stay codes: a DequantizeLinear of constant codes is kept, because integer kernels want the codes.
package struct ConstantFolding: GraphPass {
  /// Bytes of the largest result that is kept.
  package let limit: Int
  /// Whether weights stay in front of what rounds them, to be trained.
  package let keepsTrained: Bool
  private let work: Work

  /// - Parameter steps: elements read and written, or multiply-accumulates, that all folding of this pass may take.
  ///   A result that is not made before somebody asks for it takes none.
  package init(limit: Int = 64 << 20, steps: Int = 200_000_000, keepsTrained: Bool = false) {
    self.limit = limit
    self.keepsTrained = keepsTrained
    work = Work(steps)
  }

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard !(node.op is DequantizeLinear), !keepsTrained || !(node.op is any FakeQuantizer),
      node.epilogue.residual == nil,
      node.inputs.allSatisfy({ $0 == nil || graph.constant($0) != nil }), node.inputs.contains(where: { $0 != nil }),
      node.outputs.reduce(0, { $0 + graph.type(of: $1).byteCount }) <= limit
    else { return nil }
    let elements = (node.operands + node.outputs).reduce(0) { $0 + graph.type(of: $1).shape.count }
    let steps = max(elements, graph.multiplyAccumulates(of: node))
    guard work.allows(steps) else { return nil }
    let results: [Tensor]
    do { results = try node.reference(node.inputs.map { graph.constant($0) }) } catch {
      throw .evaluation(node: node.name, problem: "\(error)")
    }
    if !results.allSatisfy(\.isDeferred) { work.spend(steps) }
    var patch = GraphPatch(graph)
    for (id, tensor) in zip(node.outputs, results) {
      patch.replace(id, with: patch.constant(tensor, name: graph[id].name))
    }
    return patch
  }

  /// What is left of the work that one use of the pass may do.
  private final class Work: Sendable {
    private let left: Mutex<Int>
    init(_ steps: Int) { left = Mutex(steps) }
    func allows(_ steps: Int) -> Bool { left.withLock { $0 >= steps } }
    func spend(_ steps: Int) { left.withLock { $0 -= steps } }
  }
}
