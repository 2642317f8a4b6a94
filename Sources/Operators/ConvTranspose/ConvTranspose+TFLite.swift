package import Graphs
import Tensors

extension ConvTranspose: TFLiteReadable {
  package static let tfliteNames = ["TRANSPOSE_CONV"]

  /// Inputs are the shape of the output, weights `[O,KH,KW,I]`, the image and an optional bias.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let size = try context.integers(0, of: node)
    let x = try context.image(2, of: node)
    let w = try context.image(1, of: node)
    let (image, filter) = (context.type(of: x).shape, context.type(of: w).shape)
    guard size.count == 4, filter[3] == image[3] else { throw context.refused(node, "output_shape", "\(size)") }
    let kernel = Pair(filter[1], filter[2])
    let made = Pair(size[1], size[2])
    guard (1...Window.largest).contains(made.height), (1...Window.largest).contains(made.width) else {
      throw context.refused(node, "output_shape", "\(size)")
    }
    // The window of the convolution that this one turns round.
    let window = try Window(tflite: node, input: made, kernel: kernel)
    let (p, s) = (window.padding, window.stride)
    let reach = Pair(s.height * (image[1] - 1) + kernel.height, s.width * (image[2] - 1) + kernel.width)
    let after = Pair(reach.height - p.top - made.height, reach.width - p.left - made.width)
    let open = [max(0, -after.height), max(0, -after.width)]
    let op = ConvTranspose(
      VolumeWindow(
        kernel: [kernel.height, kernel.width], stride: [s.height, s.width], before: [p.top, p.left],
        after: [max(0, after.height), max(0, after.width)]), outputPadding: open)
    let planes = try context.apply(Transpose(ImageLayout.toChannelsFirst), x)
    let weights = try context.apply(Transpose([3, 0, 1, 2]), w)
    let y = try context.apply(op, planes, weights, try context.optionalInput(3, of: node))
    let made2 = try context.apply(Transpose(ImageLayout.toChannelsLast), y, name: node.name)
    return [try context.activated(made2, node)]
  }
}
