package import Graphs
package import Tensors

extension ScatterND: TFLiteConvertible {
  package static let tfliteNames = ["SCATTER_ND"]

  /// Updates added to zeros of a stated shape.
  package static func read(
    tflite node: ForeignNode, into context: inout TFLiteReading
  ) throws(ForeignError) -> [ValueID]? {
    let (indices, updates) = (try context.stored(0, of: node), try context.input(1, of: node))
    let extents = try context.integers(2, of: node)
    guard let shape = try? Shape(checking: extents), shape.count <= 1 << 26 else {
      throw context.refused(node, "shape", "\(extents)")
    }
    let zeros = context.graph.constant(Tensor(zeros: TensorType(context.type(of: updates).element, shape)))
    return [try context.apply(ScatterND(reduction: .add), zeros, indices, updates, name: node.name)]
  }

  package func hasForm(_ inputs: [TensorType?]) -> Bool {
    ScatterND.tfliteTakes(inputs, [.float32, .int32, .int64]) && (reduction == .none || reduction == .add)
  }

  /// TFLite adds to zeros. To other numbers the sums are added; where updates replace, known places without repetition
  /// say which of both is taken.
  package func write(tflite node: Node, into context: inout TFLiteWriting) throws(ForeignError) {
    guard let x = node.inputs[0], let paths = node.inputs[1], let updates = node.inputs[2] else { return }
    let (type, y) = (context.type(of: x), node.outputs[0])
    let depth = context.type(of: paths).shape.channels
    let inputs = [
      context.indices(paths, along: Array(type.shape.dimensions.prefix(depth)), narrow: true), context.name(updates),
      context.integers(type.shape.dimensions, name: "shape"),
    ]
    let isOnZeros = context.graph.constant(x).map { $0.withBytes { $0.allSatisfy { $0 == 0 } } } ?? false
    if isOnZeros, reduction == .add { return context.append("SCATTER_ND", inputs, [context.define(y)]) }
    let sums = context.between(type, node.name + "_sums")
    if reduction == .add {
      context.append("SCATTER_ND", inputs, [sums])
      return context.append("ADD", [context.name(x), sums], [context.define(y)])
    }
    guard let known = context.graph.constant(paths), let mask = ScatterND.mask(of: known, in: type.shape) else {
      throw context.refusal(node, "TFLite adds updates of one place, and these places are not known to differ")
    }
    context.append("SCATTER_ND", inputs, [sums])
    let isTaken = context.sharedConstant(mask, name: "updated")
    context.append("SELECT_V2", [isTaken, sums, context.name(x)], [context.define(y)])
  }

  /// True for every element that is updated; `nil` when one is twice, or one is outside.
  private static func mask(of indices: Tensor, in shape: Shape) -> Tensor? {
    guard let places = try? Indices.parts(indices, batch: 0, in: shape), Set(places).count == places.count else {
      return nil
    }
    let part = shape.dimensions.dropFirst(indices.shape.channels).reduce(1, *)
    var mask = Tensor(zeros: TensorType(.bool, shape))
    mask.withMutableBytes { bytes in
      for place in places {
        for offset in 0..<part { bytes[place + offset] = 1 }
      }
    }
    return mask
  }
}
