package import Graphs
import Tensors

extension TFLiteWriting {
  package mutating func writeReduction(_ kind: String, _ node: Node, _ op: some ReductionOperator) {
    guard let x = node.inputs[0], let axes = try? op.normalizedAxes(of: type(of: x).shape) else { return }
    let inputs = [name(x), integers(axes, name: "axes")]
    append(kind, inputs, [define(node.outputs[0])], ["keep_dims": .int(op.keepsAxes ? 1 : 0)])
  }
}
