import Graphs
import Operators
import Tensors

extension Graph {
  /// The graph as it is trained: simplified, with everything still there that training changes.
  ///
  /// What is made of constants alone is computed once, except what is picked from a table that is trained, as positions
  /// are from the table of their embeddings.
  /// - Parameter foldsNormalization: whether batch normalizations go into the layers before them.
  func trainable(foldsNormalization: Bool) throws(GraphError) -> Graph {
    let trained = Set(parameters)
    let tables = nodes.filter { $0.operands.allSatisfy { constant($0) != nil } }.flatMap(\.operands)
      .filter(trained.contains)
    let contents = tables.map { constant($0) }
    var graph = self
    graph.promoteToInputs(tables)
    graph = try graph.rewritten(
      by: FusionPipeline.simplifying.filter { foldsNormalization || !($0 is BatchNormFolding) })
    graph.setInputs(inputs)
    for case (let id, let tensor?) in zip(tables, contents) { graph.setConstant(id, tensor) }
    return graph
  }
}
