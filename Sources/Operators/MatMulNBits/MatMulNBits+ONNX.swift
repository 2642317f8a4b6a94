package import Graphs
import Kernels
package import Tensors

extension MatMulNBits: ONNXConvertible {
  package static let onnxNames = ["MatMulNBits"]
  package static let onnxDomain = "com.microsoft"

  /// A file that asks for activations in floating point (`accuracy_level` 1 to 3) gets a product with the reals that its
  /// codes stand for.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    func refused(_ attribute: String, _ problem: String) -> ForeignError {
      .unsupportedAttribute(node: node.name, kind: node.kind, attribute: attribute, problem: problem)
    }
    let bits = node.int("bits", default: 4)
    guard bits == 4 else { throw refused("bits", "\(bits)") }
    guard !context.isPresent(4) else { throw refused("g_idx", "groups in another order") }
    let op = MatMulNBits(
      columns: node.int("N", default: 0), depth: node.int("K", default: 0),
      blockSize: node.int("block_size", default: 0))
    let inputs = [
      try context.input(0, of: node), try context.input(1, of: node), try context.input(2, of: node),
      try context.optionalInput(3, of: node), try context.optionalInput(5, of: node),
    ]
    let types = inputs.map { id in id.map { context.graph.type(of: $0) } }
    do { _ = try op.outputTypes(for: types) } catch { throw refused("block_size", "\(error)") }
    guard (1...3).contains(node.int("accuracy_level", default: 0)) else {
      return [.asStated(try context.append(op, inputs, name: node.name)[0])]
    }
    let zeros = context.isPresent(3) ? try context.constant(3, of: node) : nil
    guard
      let reals = try op.weights(
        codes: context.constant(1, of: node), scales: context.constant(2, of: node), zeroPoints: zeros)?.reals
    else { throw refused("B", "codes and scales that do not fit") }
    let w = context.graph.constant(reals, name: node.name + "_w")
    return [.asStated(try context.apply(Gemm(transposeB: true), inputs[0], w, inputs[4], name: node.name))]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    var inputs = node.inputs.map { $0.map { context.asGiven($0) } ?? "" }
    if inputs.count > 4 { inputs.insert("", at: 4) }
    context.append(
      "MatMulNBits", domain: MatMulNBits.onnxDomain, named: node.name, inputs, [context.define(node.outputs[0])],
      [
        "K": .int(depth), "N": .int(columns), "bits": .int(4), "block_size": .int(blockSize),
        "accuracy_level": .int(4),
      ])
  }
}
