package import Graphs
import Tensors

extension MaxPool: TFLiteReadable {
  package static let tfliteNames = ["MAX_POOL_2D"]

  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let (x, kernel, window) = try Pooling.read(node, into: &context)
    return [try context.activated(try context.apply(MaxPool(kernel, window), x, name: node.name), node)]
  }
}

extension MaxPool: TFLiteWritable {
  package static let fusesActivation = true

  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    guard window.dilation == .one else { throw context.refusal(node, "TFLite has no pooling with dilation") }
    let type = context.type(of: x)
    let fill = Tensor.lowest(TensorType(type.element, .scalar, quantization: type.quantization))
    let (image, rule) = context.padded(x, window, kernel: kernel, fill: fill)
    try context.writePool("MAX_POOL_2D", node, image, rule, window, kernel: kernel)
  }
}

extension Tensor {
  /// One element that never wins a maximum.
  fileprivate static func lowest(_ type: TensorType) -> Tensor? {
    switch type.element {
    case .int8: try? Tensor([Int8.min], shape: .scalar, quantization: type.quantization)
    case .uint8: try? Tensor([UInt8.min], shape: .scalar, quantization: type.quantization)
    default: try? Tensor([-Float.greatestFiniteMagnitude], shape: .scalar)
    }
  }
}
