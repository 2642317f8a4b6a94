import Graphs
private import Tensors

extension ModelFile {
  /// Reads the branch that an `If` takes in place of the `If`. The condition must be known when the file is read.
  ///
  /// Byte readers bound how deep branches may lie in each other.
  static func readBranch(of node: ForeignNode, into reading: inout ONNXReading) throws(ForeignError) {
    try reading.enter(node)
    let condition = try reading.constant(0, of: node)
    guard condition.element == .bool, condition.count == 1 else {
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "cond", problem: "\(condition.type)")
    }
    let name = condition.withBytes { $0.first } == 0 ? "else_branch" : "then_branch"
    guard case .graph(let branch)? = node.attributes[name], branch.inputs.isEmpty,
      branch.outputs.count == node.outputs.count
    else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: name, problem: "no branch with \(node.outputs.count) outputs")
    }
    reading.openScope()
    let nodes = branch.neededNodes
    defineConstants(of: branch, readBy: nodes, in: &reading)
    for node in nodes { try read(node, into: &reading) }
    for output in branch.outputs where !reading.knows(output.name) {
      throw .unknownValue(node: node.name, name: output.name)
    }
    reading.closeScope(
      giving: zip(node.outputs, branch.outputs).filter { !$0.0.isEmpty }.map { ($0, $1.name) })
  }
}

extension ForeignNode {
  /// `If` of ONNX's own operators.
  var isBranch: Bool { kind == "If" && domain.isEmpty }
  /// `Loop` of ONNX's own operators.
  var isLoop: Bool { kind == "Loop" && domain.isEmpty }

  /// Every name that the node reads, also inside its branches, where some may be the branch's own.
  func forEachNameRead(_ body: (String) -> Void) {
    inputs.forEach(body)
    for case .graph(let graph) in attributes.values {
      graph.outputs.forEach { body($0.name) }
      graph.nodes.forEach { $0.forEachNameRead(body) }
    }
  }
}
