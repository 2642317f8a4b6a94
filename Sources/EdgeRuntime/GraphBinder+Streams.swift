import Graphs
import Kernels

extension GraphBinder {
  /// Expansion → depthwise convolution → projection: three nodes, each the only reader of the one before, become one step
  /// that passes rows through, where ``KernelCall/stream(expansion:depthwise:projection:)`` says that it gains.
  ///
  /// Before: x → Conv 1×1 → DepthwiseConv → Conv 1×1 → y. After: x → (all three) → y; the values between have no buffer.
  mutating func streamRows() {
    var readers: [ValueID: Int] = [:]
    var producer: [ValueID: Int] = [:]
    for (position, node) in graph.nodes.enumerated() {
      node.forEachOperand { readers[$0, default: 0] += 1 }
      for output in node.outputs { producer[output] = position }
    }
    for output in graph.outputs { readers[output, default: 0] += 1 }
    var merged: [Int: (members: [Int], binding: KernelBinding)] = [:]
    /// The node that makes what only this one reads first, when its kernel reads nothing but an image.
    func before(_ position: Int) -> Int? {
      guard let id = graph.nodes[position].inputs.first.flatMap({ $0 }), readers[id] == 1, let maker = producer[id],
        bindings[maker]?.operands == [.input(0)], merged[maker] == nil
      else { return nil }
      return maker
    }

    for position in graph.nodes.indices {
      guard let projection = bindings[position], projection.operands.first == .input(0),
        let middle = before(position), let depthwise = bindings[middle]
      else { continue }
      let first = before(middle)
      let whole = first.flatMap { first in
        KernelCall.stream(expansion: bindings[first]?.call, depthwise: depthwise.call, projection: projection.call)
      }
      let call = whole ?? KernelCall.stream(expansion: nil, depthwise: depthwise.call, projection: projection.call)
      guard let call else { continue }
      merged[position] = (
        whole == nil ? [middle] : [first, middle].compactMap(\.self),
        KernelBinding(call, operands: projection.operands)
      )
    }
    absorb(merged)
  }
}
