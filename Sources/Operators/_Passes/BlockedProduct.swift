package import Graphs
import Tensors

/// `Gemm(x, DequantizeLinear(constant int4 in blocks along K), bias)` → `MatMulNBits`: the weights stay four bits in memory.
/// Likewise `MatMul`. The blocks are of 32, 64, 128, … values and their zero points inside four bits.
///
/// The product takes its activations as codes too, see ``MatMulNBits``; so does ONNX Runtime with the same file.
package struct BlockedProduct: GraphPass {
  package init() {}

  package func patch(at node: Node, in graph: Graph, index: GraphIndex) throws(GraphError) -> GraphPatch? {
    guard node.epilogue.isEmpty, let source = index.codes(behind: node.inputs.count > 1 ? node.inputs[1] : nil),
      let stored = graph.constant(source), stored.element == .int4 || stored.element == .uint4,
      let x = node.inputs[0], graph.type(of: x).element == .float32, graph.type(of: x).shape.rank >= 1
    else { return nil }
    let rows: Tensor
    switch node.op {
    case let gemm as Gemm where !gemm.transposeA: rows = gemm.transposeB ? stored : stored.transposed([1, 0])
    case is MatMul where stored.shape.rank == 2: rows = stored.transposed([1, 0])
    default: return nil
    }
    guard let packed = PackedBlocks(rows) else { return nil }
    let op = MatMulNBits(columns: rows.shape[0], depth: rows.shape[1], blockSize: packed.block)
    var patch = GraphPatch(graph)
    let name = graph[source].name
    let scales = patch.constant(packed.scales, name: name + "_s")
    var inputs: [ValueID?] = [x, patch.constant(packed.codes, name: name), scales]
    inputs.append(packed.zeroPoints.map { patch.constant($0, name: name + "_z") })
    inputs.append(node.inputs.count > 2 ? node.inputs[2] : nil)
    let types = inputs.map { $0.map(patch.type(of:)) }
    guard (try? op.outputTypes(for: types)) == [graph.type(of: node.outputs[0])] else { return nil }
    patch.replace(node.outputs[0], with: try patch.append(op, inputs, name: node.name)[0])
    return patch
  }
}

/// Codes `[N,K]` in blocks along K, packed as ``MatMulNBits`` holds them.
private struct PackedBlocks {
  let block: Int
  let codes: Tensor
  let scales: Tensor
  let zeroPoints: Tensor?

  init?(_ rows: Tensor) {
    guard rows.shape.rank == 2, let parameters = rows.type.quantization, parameters.axis == 1,
      let block = parameters.block, block % 32 == 0, rows.shape.count > 0
    else { return nil }
    self.block = block
    let (columns, depth) = (rows.shape[0], rows.shape[1])
    let blocks = (depth - 1) / block + 1
    // The codes of the operator are unsigned.
    let offset: Int32 = rows.element == .int4 ? 8 : 0
    let wide = rows.unpacked().codes
    var bytes = [UInt8](repeating: 0, count: columns * blocks * block / 2)
    for n in 0..<columns {
      for k in 0..<depth {
        bytes[(n * blocks * block + k) / 2] |= UInt8(truncatingIfNeeded: wide[n * depth + k] + offset) << (k % 2 * 4)
      }
    }
    guard let codes = try? Tensor(bytes, shape: [columns, blocks, block / 2]) else { return nil }
    self.codes = codes
    scales = Tensor(parameters.scales)
    let zeros = parameters.zeroPoints.map { $0 + offset }
    guard zeros.allSatisfy({ (0...15).contains($0) }) else { return nil }
    guard zeros.contains(where: { $0 != 8 }) else {
      zeroPoints = nil
      return
    }
    let rowBytes = (blocks + 1) / 2
    var packed = [UInt8](repeating: 0, count: columns * rowBytes)
    for n in 0..<columns {
      for b in 0..<blocks { packed[n * rowBytes + b / 2] |= UInt8(zeros[n * blocks + b]) << (b % 2 * 4) }
    }
    zeroPoints = try? Tensor(packed, shape: [columns, rowBytes])
  }
}
