package import Graphs
import Kernels
package import Tensors

/// Squares of pixels and channels: how a pixel's channels become a square of `size` × `size` pixels, and back.
package struct BlockOrder: Hashable, Sendable {
  package let size: Int
  /// True when a channel's place in the square varies slower than the channel itself (ONNX's DCR), false when it varies
  /// faster (CRD, the pixel shuffle).
  package let placeFirst: Bool

  package init(_ size: Int, placeFirst: Bool = true) {
    self.size = size
    self.placeFirst = placeFirst
  }

  /// As a DepthToSpace or SpaceToDepth node states it.
  package init(onnx node: ForeignNode) throws(ForeignError) {
    let mode = node.string("mode", default: "DCR")
    guard mode == "DCR" || mode == "CRD" else { throw node.refused("mode", mode) }
    self.init(node.int("blocksize", default: 0), placeFirst: mode == "DCR")
  }

  /// How elements of `[N,H,W,C]` move when channels become pixels: the axes of the input split, and their new order.
  private func spread(_ x: Shape, channels: Int) -> (split: [Int], order: [Int]) {
    placeFirst
      ? ([x[0], x[1], x[2], size, size, channels], [0, 1, 3, 2, 4, 5])
      : ([x[0], x[1], x[2], channels, size, size], [0, 1, 4, 2, 5, 3])
  }

  /// The same when pixels become channels.
  private func gather(_ x: Shape) -> (split: [Int], order: [Int]) {
    let split = [x[0], x[1] / size, size, x[2] / size, size, x[3]]
    return (split, placeFirst ? [0, 1, 3, 2, 4, 5] : [0, 1, 3, 5, 2, 4])
  }

  package func movement(_ x: Shape, toSpace: Bool) -> (split: [Int], order: [Int]) {
    toSpace ? spread(x, channels: x[3] / (size * size)) : gather(x)
  }

  package func outputType(_ inputs: [TensorType?], toSpace: Bool) throws(TypeInferenceError) -> TensorType {
    try TypeChecks.count(inputs, 1...1)
    var type = try Movement.type(inputs, 0)
    guard type.shape.rank == 4 else { throw .rank(input: 0, expected: "4", found: type.shape.rank) }
    guard (1...1 << 12).contains(size) else { throw .attribute(name: "blocksize", problem: "\(size)") }
    let x = type.shape
    if toSpace {
      guard x[3] % (size * size) == 0 else { throw .shape("\(x[3]) channels are no squares of \(size)") }
      type.shape = [x[0], x[1] &* size, x[2] &* size, x[3] / (size * size)]
    } else {
      guard x[1] % size == 0, x[2] % size == 0 else { throw .shape("\(x) does not divide into squares of \(size)") }
      type.shape = [x[0], x[1] / size, x[2] / size, x[3] &* (size * size)]
    }
    return type
  }

  package func reference(_ x: Tensor, toSpace: Bool) throws -> Tensor {
    let (split, order) = movement(x.shape, toSpace: toSpace)
    let type = try outputType([x.type], toSpace: toSpace)
    return try x.reshaped(to: Shape(split)).transposed(order).reshaped(to: type.shape)
  }

  package func kernel(_ request: KernelRequest, toSpace: Bool) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0) else { return nil }
    let (split, order) = movement(x.shape, toSpace: toSpace)
    let call = KernelCall.transpose(
      shape: Shape(split), permutation: order, elementBytes: x.element.bitWidth / 8)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}
