package import Graphs
import Kernels
package import Tensors

/// An image of other extents, every pixel a copy of one of the input's: `y[n,i,j,c] = x[n, rows[i], columns[j], c]`.
///
/// - Input: `x [N,H,W,C]`, reals or codes. Output: `[N, rows.count, columns.count, C]`.
/// - Source: ONNX Resize-19 with mode `nearest`; the coordinate rules are applied on reading.
package struct NearestResize: Operator {
  package let rows: [Int]
  package let columns: [Int]

  package init(rows: [Int], columns: [Int]) {
    self.rows = rows
    self.columns = columns
  }

  /// Every pixel `factor.height` times below and `factor.width` times beside itself.
  package init(factor: Pair, height: Int, width: Int) {
    self.init(
      rows: (0..<height * factor.height).map { $0 / factor.height },
      columns: (0..<width * factor.width).map { $0 / factor.width })
  }

  package var actsOnCodes: Bool { true }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 1...1)
    var type = try Movement.type(inputs, 0)
    guard type.shape.rank == 4 else { throw .rank(input: 0, expected: "4", found: type.shape.rank) }
    for (picked, axis) in [(rows, 1), (columns, 2)] {
      guard !picked.isEmpty, picked.allSatisfy((0..<type.shape[axis]).contains) else {
        throw .shape("\(type.shape) has not all pixels that are asked for along axis \(axis)")
      }
      type.shape = type.shape.replacing(axis: axis, with: picked.count)
    }
    return [type]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let x = try inputs.tensor(0)
    let type = try outputTypes(for: [x.type])[0]
    let (old, new) = (x.shape, type.shape)
    return [
      Movement.gather(x, as: type) { position in
        let (pixel, channel) = (position / new[3], position % new[3])
        let (line, column) = (pixel / new[2], columns[pixel % new[2]])
        return ((line / new[1] * old[1] + rows[line % new[1]]) * old[2] + column) * old[3] + channel
      }
    ]
  }

  package static var samples: [OperatorSample] {
    let codes = Tensor((0..<24).map { UInt8($0 * 9) })
    let type = TensorType(.uint8, [1, 2, 3, 4], quantization: QuantizationParameters(scale: 0.1, zeroPoint: 7))
    return [
      OperatorSample(
        "twice", NearestResize(factor: Pair(2, 2), height: 3, width: 4), [.random([2, 3, 4, 5], seed: 1)]),
      OperatorSample("uneven", NearestResize(rows: [0, 2, 3], columns: [1, 1, 0]), [.random([1, 4, 2, 3], seed: 2)]),
      OperatorSample("codes", NearestResize(factor: Pair(1, 3), height: 2, width: 3), [codes.retyped(type)]),
    ]
  }
}

extension NearestResize: Differentiable {
  /// Every input pixel gets the sum of what was copied from it: `dx = Rᵀ·dy·C` with the 0-1 matrices of rows and columns.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], wanted[0], let x = call.inputs[0] else { return [nil] }
    let (old, new) = (graph.type(of: x).shape, graph.type(of: dy).shape)
    let lines = try graph.apply(Reshape([new[0], new[1], new[2] * new[3]]), dy)
    let rowSums = try graph.apply(MatMul(), NearestResize.choice(rows, of: old[1], in: &graph), lines)
    let pixels = try graph.apply(Reshape([old[0] * old[1], new[2], new[3]]), rowSums)
    let sums = try graph.apply(MatMul(), NearestResize.choice(columns, of: old[2], in: &graph), pixels)
    return [try graph.apply(Reshape(old.dimensions), sums)]
  }

  /// `[extent, picked.count]`, 1 where the column picks the row.
  private static func choice(_ picked: [Int], of extent: Int, in graph: inout Graph) -> ValueID {
    var matrix = Tensor(zeros: .float32([extent, picked.count]))
    matrix.withMutableElements(as: Float.self) { m in
      for (column, row) in picked.enumerated() { m[row * picked.count + column] = 1 }
    }
    return graph.constant(matrix)
  }
}

extension NearestResize: Accelerated {
  package func kernel(for request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0) else { return nil }
    let call = KernelCall.pickPixels(
      batch: x.shape[0], image: (x.shape[1], x.shape[2]), rows: rows, columns: columns,
      pixelBytes: x.shape[3] * x.element.bitWidth / 8)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}
