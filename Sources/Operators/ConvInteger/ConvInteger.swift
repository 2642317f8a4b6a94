package import Graphs
package import Tensors

/// Convolution of codes, exact in int32: `y = Σ (x − xZero)·(w − wZero)`, wrapping at 32 bits; positions outside the image
/// count 0.
///
/// - Inputs: `x [N,C,…]` and `w [O,C/groups,…]` uint8 or int8, optional `xZero` (one), optional `wZero` (one, or one for
///   each output channel). Output: int32 `[N,O,…]`.
/// - Source: ONNX ConvInteger-10, with axes in its order.
package struct ConvInteger: Operator {
  /// One number for each axis of the image.
  package let strides: [Int]
  package let dilations: [Int]
  /// Before the first position of each axis, then behind the last.
  package let pads: [Int]
  package let groups: Int

  package init(strides: [Int], dilations: [Int], pads: [Int], groups: Int = 1) {
    self.strides = strides
    self.dilations = dilations
    self.pads = pads
    self.groups = groups
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...4)
    let (image, kernel) = (try bytes(inputs, 0), try bytes(inputs, 1))
    let (x, w) = (image.shape, kernel.shape)
    let axes = strides.count
    guard x.rank == axes + 2 else { throw .rank(input: 0, expected: "\(axes + 2)", found: x.rank) }
    guard w.rank == x.rank else { throw .rank(input: 1, expected: "\(x.rank)", found: w.rank) }
    guard dilations.count == axes, pads.count == 2 * axes, (strides + dilations).allSatisfy(ConvInteger.range.contains),
      pads.allSatisfy({ (0...Window.largest).contains($0) }), w.dimensions.allSatisfy(ConvInteger.range.contains)
    else { throw .attribute(name: "strides", problem: "\(strides), dilations \(dilations), pads \(pads) of \(w)") }
    guard groups > 0, w[0] % groups == 0, x[1] % groups == 0, x[1] / groups == w[1] else {
      throw .attribute(name: "group", problem: "\(groups) of \(x) and \(w)")
    }
    for (index, codes, allowed) in [(2, image, [1]), (3, kernel, [1, w[0]])]
    where index < inputs.count && inputs[index] != nil {
      let zero = try TypeChecks.element(inputs, index, like: codes).shape
      guard zero.rank <= 1, allowed.contains(zero.count) else { throw .shape("the zero point \(zero) does not fit") }
    }
    var extents = [x[0], w[0]]
    for axis in 0..<axes {
      let room = x[axis + 2] + pads[axis] + pads[axis + axes] - dilations[axis] * (w[axis + 2] - 1) - 1
      guard room >= 0 else { throw .shape("a kernel of \(w) does not fit \(x)") }
      extents.append(room / strides[axis] + 1)
    }
    return [TensorType(.int32, Shape(extents))]
  }

  private static let range = 1...Window.largest

  private func bytes(_ inputs: [TensorType?], _ index: Int) throws(TypeInferenceError) -> TensorType {
    let type = try TypeChecks.element(inputs, index, .integers)
    guard type.element.bitWidth == 8 else {
      throw .elementType(input: index, expected: "uint8 or int8", found: type.element.rawValue)
    }
    return type
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, w) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let zero = inputs.count > 2 ? inputs[2]?.codes[0] ?? 0 : 0
    let zeros = (inputs.count > 3 ? inputs[3]?.codes : nil) ?? [0]
    let image = x.codes.map { $0 - zero }
    let taps = Shape(Array(w.shape.dimensions.dropFirst()))
    let weights = w.codes.enumerated().map { $1 - zeros[zeros.count == 1 ? 0 : $0 / taps.count] }
    let (perGroup, channels) = (w.shape[0] / groups, w.shape[1])
    let y = (0..<type.shape.count).map { position in
      let place = ConvInteger.coordinates(position, of: type.shape)
      let (sample, output) = (place[0], place[1])
      return (0..<taps.count).reduce(Int32(0)) { sum, tap in
        let step = ConvInteger.coordinates(tap, of: taps)
        var source = (sample * x.shape[1] + output / perGroup * channels + step[0])
        for axis in strides.indices {
          let at = place[axis + 2] * strides[axis] + step[axis + 1] * dilations[axis] - pads[axis]
          guard (0..<x.shape[axis + 2]).contains(at) else { return sum }
          source = source * x.shape[axis + 2] + at
        }
        return sum &+ image[source] &* weights[output * taps.count + tap]
      }
    }
    return [try Tensor(y, shape: type.shape)]
  }

  private static func coordinates(_ position: Int, of shape: Shape) -> [Int] {
    zip(shape.dimensions, shape.strides).map { position / $1 % $0 }
  }

  package static var samples: [OperatorSample] {
    let x = Tensor((0..<75).map { UInt8($0 * 83 % 256) }).retyped(TensorType(.uint8, [1, 3, 5, 5]))
    let w = Tensor((0..<54).map { UInt8($0 * 57 % 255) }).retyped(TensorType(.uint8, [2, 3, 3, 3]))
    let plain = ConvInteger(strides: [1, 1], dilations: [1, 1], pads: [0, 0, 0, 0])
    let padded = ConvInteger(strides: [2, 1], dilations: [1, 2], pads: [1, 1, 0, 1])
    let row = Tensor((0..<21).map { Int8($0 - 9) }).retyped(TensorType(.int8, [1, 3, 7]))
    let taps = Tensor((0..<6).map { Int8($0 - 3) }).retyped(TensorType(.int8, [3, 1, 2]))
    return [
      OperatorSample("plain", plain, [x, w]),
      OperatorSample("padded, two zero points", padded, [x, w, Tensor([UInt8(7)]), Tensor([UInt8(3), 200])]),
      OperatorSample(
        "a row, by channel", ConvInteger(strides: [1], dilations: [1], pads: [0, 0], groups: 3), [row, taps]),
    ]
  }
}

extension ConvInteger: NonDifferentiable {
  package static let reasonWithoutGradient = "its inputs are made of codes"
}
