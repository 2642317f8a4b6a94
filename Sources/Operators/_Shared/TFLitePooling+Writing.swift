package import Graphs
import Tensors

extension TFLiteWriting {
  package func poolAttributes(
    _ rule: TFLitePadding, _ window: Window, kernel: Pair
  ) -> [String: ForeignAttribute] {
    window.tfliteAttributes(rule)
      .merging(["filter_height": .int(kernel.height), "filter_width": .int(kernel.width)]) { $1 }
  }

  package mutating func writePool(
    _ kind: String, _ node: Node, _ image: String, _ rule: TFLitePadding, _ window: Window, kernel: Pair
  ) throws(ForeignError) {
    var attributes = poolAttributes(rule, window, kernel: kernel)
    if let fused = try activation(of: node) { attributes["fused_activation_function"] = .string(fused.rawValue) }
    append(kind, [image], [define(node.outputs[0])], attributes)
  }
}
