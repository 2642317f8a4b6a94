import Graphs
import Operators
import Tensors
import Testing

@Suite("Decompositions")
struct DecompositionLaws {
  @Test("the pieces compute what the operator computes", arguments: OperatorCase.all)
  func agrees(_ item: OperatorCase) throws {
    guard let op = item.sample.op as? any Decomposable else { return }
    var graph = Graph()
    let ids = item.sample.inputs.map { $0.map { graph.constant($0) } }
    // Some have pieces for some forms only; others run as their reference.
    guard let pieces = try? op.decomposition(ids, in: &graph) else {
      #expect(op is Attention || op is Einsum, "has no pieces")
      return
    }
    graph.outputs = pieces
    let expected = try op.reference(item.sample.inputs)
    let found = try graph.reference([])
    // A handful of float32 roundings where the reference rounds once.
    #expect(found[0].distance(to: expected[0]) <= 0x1p-20)
    #expect(found[0].type == expected[0].type)
  }
}
