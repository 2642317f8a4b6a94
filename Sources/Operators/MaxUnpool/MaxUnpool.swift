package import Graphs
package import Tensors

/// What a max pooling with places took, set back where it was; zeros elsewhere.
///
/// - Inputs: `x [N,C,D…]` of any elements of whole bytes, `places` int64 of its shape, which are flat in a tensor of shape
///   `source`. Output: `target`, in whose first corner `source` lies.
/// - Source: ONNX MaxUnpool-11.
package struct MaxUnpool: Operator {
  package let source: Shape
  package let target: Shape

  package init(source: Shape, target: Shape) {
    self.source = source
    self.target = target
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let x = try Movement.plain(inputs, 0)
    let places = try Indices.shape(inputs, 1)
    guard places == x.shape, source.rank == x.shape.rank, target.rank == source.rank,
      (try? Shape(checking: source.dimensions)) != nil,
      zip(source.dimensions, target.dimensions).allSatisfy({ $0 <= $1 })
    else { throw .shape("\(x) with places \(places) into \(source) of \(target)") }
    return [TensorType(x.element, target)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, places) = (try inputs.tensor(0), Indices.numbers(try inputs.tensor(1)))
    let (from, to) = (source.strides, target.strides)
    var targets: [Int] = []
    for place in places {
      guard (0..<source.count).contains(place) else {
        throw TypeInferenceError.attribute(name: "I", problem: "\(place) outside \(source)")
      }
      targets.append(from.indices.reduce(0) { $0 + place / from[$1] % source[$1] * to[$1] })
    }
    return [try ScatterReduction.none.apply(x, to: Tensor(zeros: TensorType(x.element, target)), at: targets)]
  }

  package static var samples: [OperatorSample] {
    let places = Tensor([Int64(0), 5, 9, 15]).retyped(TensorType(.int64, [1, 1, 2, 2]))
    return [
      OperatorSample(
        "image", MaxUnpool(source: [1, 1, 4, 4], target: [1, 1, 4, 5]), [.random([1, 1, 2, 2], seed: 1), places])
    ]
  }
}

extension MaxUnpool: NonDifferentiable {
  package static let reasonWithoutGradient = "no network here trains through it"
}

extension MaxUnpool: ONNXReadable {
  package static let onnxNames = ["MaxUnpool"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let x = try context.inputType(0, of: node).shape
    guard x.rank > 2 else { throw node.refused("X", "\(x)") }
    let window = try VolumeWindow(pooling: node, input: Array(x.dimensions[2...]))
    var extents = [x[0], x[1]]
    for axis in window.kernel.indices {
      let span = (x[axis + 2] - 1) * window.stride[axis] + window.kernel[axis]
      extents.append(span - window.before[axis] - window.after[axis])
    }
    let stated = try context.integers("output_shape", orInput: 2, of: node) ?? extents
    guard let source = try? Shape(checking: extents), let target = try? Shape(checking: stated) else {
      throw node.refused("output_shape", "\(stated)")
    }
    return try context.asStated(MaxUnpool(source: source, target: target), inputs: 2, node)
  }
}
