package import Graphs
package import Tensors

extension Attention: ONNXReadable {
  package static let onnxNames = ["Attention"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    var op = Attention(isCausal: node.int("is_causal", default: 0) != 0)
    if try context.inputType(0, of: node).shape.rank == 3 {
      op.heads = Heads(queries: node.int("q_num_heads", default: 0), keys: node.int("kv_num_heads", default: 0))
    }
    if case .float(let scale)? = node.attributes["scale"] { op.scale = scale }
    op.cap = node.float("softcap", default: 0)
    // No sequence is longer than 2³¹.
    func size(_ name: String) -> Int { min(max(node.int(name, default: -1), -1), 1 << 32) }
    op.window = Pair(size("left_window_size"), size("right_window_size"))
    if node.outputs.count > 3, !node.outputs[3].isEmpty {
      let mode = node.int("qk_matmul_output_mode", default: 0)
      guard let scores = Scores(rawValue: mode) else { throw node.refused("qk_matmul_output_mode", "\(mode)") }
      op.scores = scores
    }
    return try context.asStated(op, inputs: 7, node)
  }
}

extension Attention: Decomposable {
  /// Products of matrices around a softmax, when nothing but the order of positions hides them.
  package func decomposition(_ inputs: [ValueID?], in graph: inout Graph) throws(GraphError) -> [ValueID] {
    let l: Layout
    do { l = try layout(inputs.map { $0.map(graph.type(of:)) }) } catch {
      throw .typeInference(node: "", operatorName: Self.name, cause: error)
    }
    func optional(_ index: Int) -> ValueID? { index < inputs.count ? inputs[index] : nil }
    guard let query = inputs[0], let key = inputs[1], let value = inputs[2], optional(3) == nil, optional(6) == nil,
      scores == nil, window == Pair(-1, -1), graph.type(of: query).element == .float32
    else { throw .malformed("masks are added by the reference") }
    let q = try split(query, l.q, in: &graph)
    var (k, v) = (try split(key, l.k, in: &graph), try split(value, l.v, in: &graph))
    if let keys = optional(4), let values = optional(5) {
      (k, v) = (try graph.apply(Concat(axis: 2), keys, k), try graph.apply(Concat(axis: 2), values, v))
    }
    let scale = self.scale ?? 1 / Float(l.q.width).squareRoot()
    let turned = try graph.apply(Transpose([0, 1, 3, 2]), repeated(k, l, in: &graph))
    var scores = try graph.apply(MatMul(), graph.scaled(q, by: scale), turned)
    if cap > 0 {
      scores = try graph.scaled(graph.apply(Tanh(), graph.scaled(scores, by: 1 / cap)), by: cap)
    }
    if isCausal {
      var mask = Tensor(repeating: 0, shape: [l.q.rows, l.total])
      mask.withMutableElements(as: Float.self) { m in
        for i in 0..<l.q.rows { for j in 0..<l.total where j > i + l.past { m[i * l.total + j] = -.infinity } }
      }
      scores = try graph.apply(Add(), scores, graph.constant(mask))
    }
    let shares = try graph.apply(Softmax(), scores)
    var y = try graph.apply(MatMul(), shares, repeated(v, l, in: &graph))
    if heads != nil {
      y = try graph.apply(Transpose([0, 2, 1, 3]), y)
      y = try graph.apply(Reshape([l.q.batch, l.q.rows, l.q.heads * l.v.width]), y)
    }
    return [y, k, v]
  }

  /// Rows of joined heads as heads of rows.
  private func split(_ id: ValueID, _ rows: Rows, in graph: inout Graph) throws(GraphError) -> ValueID {
    guard heads != nil else { return id }
    let parts = try graph.apply(Reshape([rows.batch, rows.rows, rows.heads, rows.width]), id)
    return try graph.apply(Transpose([0, 2, 1, 3]), parts)
  }

  /// Keys or values for every head of the queries.
  private func repeated(_ id: ValueID, _ l: Layout, in graph: inout Graph) throws(GraphError) -> ValueID {
    guard l.group > 1 else { return id }
    let width = graph.type(of: id).shape[3]
    let single = try graph.apply(Reshape([l.k.batch, l.k.heads, 1, l.total, width]), id)
    let many = try graph.apply(Expand([l.k.batch, l.k.heads, l.group, l.total, width]), single)
    return try graph.apply(Reshape([l.k.batch, l.q.heads, l.total, width]), many)
  }
}
