package import Graphs
package import Tensors

/// The largest element under a window that slides over any number of axes, and where it lies; padding never wins.
///
/// - Input: `x [N,C,D…]` of any numbers; axes as ONNX states them.
/// - Outputs: `[N,C,…]`, and int64 of that shape: the flat place of the first largest element in all of `x`.
/// - Source: ONNX MaxPool-12 for other ranks than that of images, and wherever the places are asked for.
package struct VolumeMaxPool: Operator {
  package let window: VolumeWindow
  /// Places within a channel count the first of its axes fastest (storage order 1), not the last.
  package let countsColumnsFirst: Bool

  package init(_ window: VolumeWindow, countsColumnsFirst: Bool = false) {
    self.window = window
    self.countsColumnsFirst = countsColumnsFirst
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    let x = try TypeChecks.element(inputs, 0, .numbers)
    let shape = try Pooling.volume(x.shape, window)
    return [TensorType(x.element, shape), TensorType(.int64, shape)]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let types = try outputTypes(for: [x.type])
    let (source, target) = (Array(x.shape.dimensions[2...]), Array(types[0].shape.dimensions[2...]))
    let (size, made) = (source.reduce(1, *), target.reduce(1, *))
    let channels = x.shape[0] * x.shape[1]
    let numbers = x.numbers
    var places = [Int](repeating: -1, count: types[0].shape.count)
    func scan<Scalar: Comparable>(_ elements: [Scalar]) {
      window.forEach(input: source, output: target) { position, _, place in
        for channel in 0..<channels {
          let (slot, candidate) = (channel * made + position, channel * size + place)
          if places[slot] < 0 || elements[candidate] > elements[places[slot]] { places[slot] = candidate }
        }
      }
    }
    switch numbers {
    case .reals(let elements): scan(elements)
    case .integers(let elements): scan(elements)
    }
    let values = Movement.gather(x, as: types[0]) { places[$0] < 0 ? nil : places[$0] }
    let stated = countsColumnsFirst ? places.map { columnsFirst($0, source, size) } : places
    return [values, try Tensor(stated.map { Int64($0) }, shape: types[1].shape)]
  }

  private func columnsFirst(_ place: Int, _ extents: [Int], _ size: Int) -> Int {
    guard place >= 0 else { return place }
    let strides = Shape(extents).strides
    var (result, step) = (place / size * size, 1)
    for axis in extents.indices {
      result += place % size / strides[axis] % extents[axis] * step
      step *= extents[axis]
    }
    return result
  }

  package static var samples: [OperatorSample] {
    [
      OperatorSample(
        "volume", VolumeMaxPool(VolumeWindow(kernel: [2, 2, 2], stride: [2, 1, 2])),
        [.random([1, 2, 4, 3, 4], seed: 1)]),
      OperatorSample(
        "places in an image", VolumeMaxPool(VolumeWindow(kernel: [2, 2], before: [1, 0]), countsColumnsFirst: true),
        [.random([1, 2, 3, 3], seed: 2)]),
    ]
  }
}

extension VolumeMaxPool: NonDifferentiable {
  package static let reasonWithoutGradient = "training pools images, with MaxPool"
}

/// Read by ``MaxPool``, which hands over what is no image.
extension VolumeMaxPool: ONNXWritable {
  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    let order: [String: ForeignAttribute] = countsColumnsFirst ? ["storage_order": .int(1)] : [:]
    context.appendAsGiven("MaxPool", node, window.attributes.merging(order) { $1 })
  }
}

extension Pooling {
  /// `[N,C,…]` for a window over the axes behind the channels.
  package static func volume(_ x: Shape, _ window: VolumeWindow) throws(TypeInferenceError) -> Shape {
    guard x.rank >= 3 else { throw .rank(input: 0, expected: "3 or more", found: x.rank) }
    return Shape([x[0], x[1]] + (try window.outputExtents(Array(x.dimensions[2...]))))
  }
}
