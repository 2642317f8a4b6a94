/// A graph while a pass rewrites it: each edit costs what it touches, not the size of the graph.
struct GraphRewriting {
  /// Values and outputs are those of now; the nodes are in ``index``.
  private(set) var graph: Graph
  private(set) var index: GraphIndex
  private(set) var isChanged = false

  init(_ graph: Graph) {
    self.graph = graph
    index = GraphIndex(graph)
  }

  /// - Returns: positions of nodes that are new, read something else, or whose neighbours went: to be looked at again.
  ///
  /// Names go on with the work, see ``inherit(_:heirs:areNew:)``.
  mutating func apply(_ edit: GraphPatch.Edit) -> [Int] {
    isChanged = true
    graph.extend(values: edit.values)
    let added = edit.nodes.map { index.insert($0) }
    var touched = added
    var unneeded = Array(added.reversed())
    let replacements = Dictionary(edit.replacements.map { ($0.old, $0.new) }) { $1 }
    for (old, _) in edit.replacements {
      var new = old
      while let next = replacements[new] { new = next }
      if let producer = index.position(of: old) { unneeded.append(producer) }
      if index.isOutput(old) { replaceOutput(old, with: new) }
      touched += index.redirect(old, to: new)
    }
    var gone: [Node] = []
    for position in unneeded { touched += index.removeUnneeded(from: position, removed: &gone) }
    let heirs = added.isEmpty ? edit.replacements.compactMap { index.position(of: $0.new) } : added
    inherit(gone, heirs: Array(Set(heirs)).sorted(), areNew: !added.isEmpty)
    return touched
  }

  /// The sources of each node that went pass to the added node of its name, else to every added node; where none was
  /// added, to the maker of the replacement.
  private mutating func inherit(_ gone: [Node], heirs: [Int], areNew: Bool) {
    let names = heirs.map { index.node(at: $0)?.name }
    for (position, name) in zip(heirs, names) {
      let left = gone.filter { $0.name == name || !names.contains($0.name) }
      index.takeOver(left.flatMap(\.sources), at: position, isNew: areNew)
    }
  }

  private mutating func replaceOutput(_ old: ValueID, with new: ValueID) {
    if graph[new].constant == nil, !graph.inputs.contains(new) { graph.rename(new, graph[old].name) }
    graph.outputs = graph.outputs.map { $0 == old ? new : $0 }
  }

  /// The rewritten graph, sorted. Graph inputs stay, even unread ones.
  func finished() throws(GraphError) -> Graph {
    guard isChanged else { return graph }
    var result = graph
    result.setNodes(index.remaining)
    return try result.sorted()
  }
}
