package import Graphs
package import Tensors

extension Gemm: ONNXConvertible {
  package static let onnxNames = ["Gemm"]

  /// Reads `alpha·A·B + beta·C`. A constant `B` becomes `[O,I]` with alpha folded in; a `C` that is one row becomes the
  /// bias, any other is added behind.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let a = try context.input(0, of: node)
    var b = try context.input(1, of: node)
    guard context.graph.type(of: a).element == .float32 else { return [.asStated(try plain(node, into: &context))] }
    let (alpha, beta) = (node.float("alpha", default: 1), node.float("beta", default: 1))
    let transposeA = node.int("transA", default: 0) != 0
    var transposeB = node.int("transB", default: 0) != 0
    guard context.graph.type(of: b).shape.rank == 2 else {
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "B", problem: "no matrix")
    }
    if !transposeB, let moved = try context.weights(b, { $0.transposed([1, 0]) }) {
      b = moved
      transposeB = true
    }
    var remaining = alpha
    if alpha != 1, let tensor = context.graph.constant(b), tensor.element == .float32 {
      b = context.graph.constant(tensor.scaled(by: alpha), name: context.graph[b].name)
      remaining = 1
    }
    let columns = context.graph.type(of: b).shape[transposeB ? 0 : 1]
    let stated = beta == 0 ? nil : try context.optionalInput(2, of: node)
    let op = Gemm(transposeA: transposeA, transposeB: transposeB)
    let bias = try stated.flatMap { c throws(ForeignError) in try context.row(c, columns: columns, factor: beta) }
    if remaining == 1, bias != nil || stated == nil {
      return [.asStated(try context.apply(op, a, b, bias, name: node.name))]
    }
    var y = try context.apply(op, a, b, nil)
    do {
      if remaining != 1 { y = try context.graph.scaled(y, by: remaining) }
      guard let c = stated else { return [.asStated(y)] }
      let addend = beta == 1 ? c : try context.graph.scaled(c, by: beta)
      return [.asStated(try context.graph.apply(Add(), y, addend, name: node.name))]
    } catch { throw .graph(error) }
  }

  /// Other elements than float32: a product of matrices, a factor and a sum one after the other.
  private static func plain(_ node: ForeignNode, into context: inout ONNXReading) throws(ForeignError) -> ValueID {
    var factors: [ValueID] = []
    for (index, attribute) in ["transA", "transB"].enumerated() {
      let id = try context.input(index, of: node)
      factors.append(node.int(attribute, default: 0) == 0 ? id : try context.apply(Transpose([1, 0]), id))
    }
    func scaled(_ id: ValueID, _ attribute: String) throws(ForeignError) -> ValueID {
      let factor = node.float(attribute, default: 1)
      guard factor != 1 else { return id }
      let element = context.graph.type(of: id).element
      do {
        let number = try Tensor(.reals([Double(factor)]), as: element, shape: .scalar)
        return try context.graph.apply(Multiply(), id, context.graph.constant(number))
      } catch { throw node.refused(attribute, "\(error)") }
    }
    let product = try scaled(try context.apply(MatMul(), factors[0], factors[1]), "alpha")
    guard let addend = try context.optionalInput(2, of: node) else { return product }
    return try context.apply(Add(), product, try scaled(addend, "beta"), name: node.name)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let a = node.inputs[0], let b = node.inputs[1] else { return }
    guard node.epilogue.isEmpty else {
      throw .cannotExport(operatorName: Self.name, node: node.name, problem: "the graph is already fused")
    }
    if writesRows(context.type(of: a)) { return writeRows(node, a, b, into: &context) }
    var inputs = [context.asGiven(a), context.asGiven(b)]
    if node.inputs.count > 2, let c = node.inputs[2] { inputs.append(context.asGiven(c)) }
    var attributes: [String: ForeignAttribute] = [:]
    if transposeA { attributes["transA"] = .int(1) }
    if transposeB { attributes["transB"] = .int(1) }
    context.append("Gemm", named: node.name, inputs, [context.define(node.outputs[0])], attributes)
  }
}

extension Gemm {
  /// True when the weights are written as the right side of a MatMul.
  func writesRows(_ input: TensorType) -> Bool { input.shape.rank > 2 }

  /// ONNX's Gemm takes matrices only: more axes are written as MatMul and Add.
  private func writeRows(_ node: Node, _ a: ValueID, _ b: ValueID, into context: inout ONNXWriting) {
    var weights: String
    let isOwn = context.isWrittenByReaders(b) || context.index.readerCount(of: b) == 1
    if isOwn, let known = context.rearranged(b, { transposeB ? $0.transposed([1, 0]) : $0 }) {
      weights = known
    } else {
      weights = context.asGiven(b)
      if transposeB {
        let turned = context.constantOutput(node.name)
        context.append("Transpose", named: turned, [weights], [turned], ["perm": .ints([1, 0])])
        weights = turned
      }
    }
    guard node.inputs.count > 2, let c = node.inputs[2] else {
      context.append("MatMul", named: node.name, [context.asGiven(a), weights], [context.define(node.outputs[0])])
      return
    }
    let product = context.constantOutput(node.name)
    context.append("MatMul", named: product, [context.asGiven(a), weights], [product])
    context.append("Add", named: node.name, [product, context.asGiven(c)], [context.define(node.outputs[0])])
  }
}

extension ONNXReading {
  /// The addend of a Gemm as one row of `columns` elements, `nil` when it is none.
  fileprivate mutating func row(_ id: ValueID, columns: Int, factor: Float) throws(ForeignError) -> ValueID? {
    let shape = graph.type(of: id).shape
    guard let tensor = graph.constant(id), tensor.element == .float32 else {
      return shape == [columns] && factor == 1 ? id : nil
    }
    guard shape.count == 1 || (shape.channels == columns && shape.count == columns) else { return nil }
    if shape == [columns], factor == 1 { return id }
    let elements = tensor.floats
    let row = (0..<columns).map { elements[elements.count == 1 ? 0 : $0] * factor }
    return graph.constant(Tensor(row), name: graph[id].name)
  }
}

extension Tensor {
  /// Every element of a float32 tensor times a factor.
  package func scaled(by factor: Float) -> Tensor {
    var result = self
    result.withMutableElements(as: Float.self) { x in for i in x.indices { x[i] *= factor } }
    return result
  }
}
