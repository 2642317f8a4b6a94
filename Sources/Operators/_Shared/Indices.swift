package import Graphs
package import Tensors

/// Whole numbers that say which elements are meant: inputs of the operators that gather and scatter.
package enum Indices {
  /// The shape of an input of int32 or int64 numbers.
  package static func shape(_ inputs: [TensorType?], _ index: Int) throws(TypeInferenceError) -> Shape {
    let type = try TypeChecks.present(inputs, index)
    guard type.element == .int32 || type.element == .int64 else {
      throw .elementType(input: index, expected: "int32 or int64", found: type.element.rawValue)
    }
    return type.shape
  }

  /// The elements as whole numbers, fractions dropped; what no Int holds is its nearest end.
  package static func numbers(_ tensor: Tensor) -> [Int] {
    switch tensor.numbers {
    case .integers(let x): x.map { Int(clamping: $0) }
    case .reals(let x): x.map { $0.isNaN ? 0 : Int(exactly: $0.rounded(.towardZero)) ?? ($0 < 0 ? .min : .max) }
    }
  }

  /// An index counted from the front; a negative one counts from the back.
  package static func fromFront(_ index: Int, of extent: Int) throws(TypeInferenceError) -> Int {
    guard (-extent..<extent).contains(index) else {
      throw .attribute(name: "indices", problem: "\(index) is outside 0..<\(extent)")
    }
    return index < 0 ? index + extent : index
  }

  /// For every index, the flat place in a tensor of shape `x` that has the index on `axis` and the index's own position
  /// on the other axes.
  package static func places(_ indices: Tensor, axis: Int, in x: Shape) throws(TypeInferenceError) -> [Int] {
    let (own, strides) = (indices.shape.strides, x.strides)
    var result: [Int] = []
    for (position, index) in numbers(indices).enumerated() {
      var place = try fromFront(index, of: x[axis]) * strides[axis]
      for k in 0..<x.rank where k != axis { place += position / own[k] % indices.shape[k] * strides[k] }
      result.append(place)
    }
    return result
  }

  /// For every row of indices, the flat place of the part of a tensor of shape `x` that it names, behind `batch` axes
  /// that indices and tensor share.
  package static func parts(_ indices: Tensor, batch: Int, in x: Shape) throws(TypeInferenceError) -> [Int] {
    let depth = indices.shape.channels
    let strides = x.strides
    let rows = indices.shape.dimensions.dropLast()
    let (perBatch, batchSize) = (rows.dropFirst(batch).reduce(1, *), x.dimensions[batch...].reduce(1, *))
    let all = numbers(indices)
    var result: [Int] = []
    for row in 0..<rows.reduce(1, *) {
      var place = row / perBatch * batchSize
      for k in 0..<depth {
        place += try fromFront(all[row * depth + k], of: x[batch + k]) * strides[batch + k]
      }
      result.append(place)
    }
    return result
  }
}
