package import Graphs
package import Tensors

/// Matrix product with an optional row added: `y = A·B + c`, with `A` or `B` stored transposed.
///
/// A fully-connected layer is `Gemm(transposeB: true)` with weights `[O,I]`.
/// - Inputs: `a [M,K]` (`[K,M]` if `transposeA`), `b [K,N]` (`[N,K]` if `transposeB`), optional `c [N]`. Unless
///   `transposeA`, `a` may be `[…,K]`: then every position of the axes in front is a row.
/// - Output: `[M,N]` or `[…,N]`.
/// - Source: ONNX Gemm-13; alpha and beta are folded into constants on reading.
package struct Gemm: Operator {
  package let transposeA: Bool
  package let transposeB: Bool

  package init(transposeA: Bool = false, transposeB: Bool = false) {
    self.transposeA = transposeA
    self.transposeB = transposeB
  }

  package static let parameterInputs = [1, 2]

  /// Rows, columns and depth of the product.
  func extents(_ a: Shape, _ b: Shape) -> (rows: Int, columns: Int, depth: Int) {
    let depth = transposeA ? a[0] : a.channels
    let rows = transposeA ? a[1] : a.dimensions.dropLast().reduce(1, *)
    return (rows, transposeB ? b[0] : b[1], depth)
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...3)
    let a = try TypeChecks.float32(inputs, 0, rank: transposeA ? 2 : nil)
    guard a.rank >= 2 else { throw .rank(input: 0, expected: "2 or more", found: a.rank) }
    let b = try TypeChecks.float32(inputs, 1, rank: 2)
    let (columns, depth) = (transposeB ? b[0] : b[1], transposeA ? a[0] : a.channels)
    guard depth == (transposeB ? b[1] : b[0]) else { throw .shape("\(a) and \(b) have no common inner extent") }
    try TypeChecks.vector(inputs, 2, count: columns)
    return [.float32(Shape((transposeA ? [a[1]] : Array(a.dimensions.dropLast())) + [columns]))]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (a, b) = (try inputs.tensor(0), try inputs.tensor(1))
    let (rows, columns, depth) = extents(a.shape, b.shape)
    let (x, w, bias) = (a.floats, b.floats, inputs.floats(2))
    var result = Tensor(zeros: try outputTypes(for: inputs.map { $0?.type })[0])
    result.withMutableElements(as: Float.self) { y in
      for i in 0..<rows {
        for j in 0..<columns {
          var sum = bias?[j] ?? 0
          for k in 0..<depth {
            sum += x[transposeA ? k * rows + i : i * depth + k] * w[transposeB ? j * depth + k : k * columns + j]
          }
          y[i * columns + j] = sum
        }
      }
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ a: Shape, _ b: Shape, _ op: Gemm, bias: Int? = nil) -> OperatorSample {
      OperatorSample(title, op, [.random(a, seed: 1), .random(b, seed: 2), bias.map { .random([$0], seed: 3) }])
    }
    return [
      sample("fully connected", [3, 37], [19, 37], Gemm(transposeB: true), bias: 19),
      sample("one row", [1, 129], [33, 129], Gemm(transposeB: true), bias: 33),
      sample("plain", [5, 7], [7, 11], Gemm()),
      sample("rows of rows", [2, 3, 7], [7, 11], Gemm(), bias: 11),
      sample("first transposed", [7, 5], [7, 11], Gemm(transposeA: true)),
      sample("both transposed", [7, 5], [11, 7], Gemm(transposeA: true, transposeB: true)),
    ]
  }
}

extension Gemm: Differentiable {
  /// `dA = dy·Bᵀ`, `dB = Aᵀ·dy`, each in the stored orientation; `dc` sums `dy` over rows.
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard var dy = gradients[0], let stated = call.inputs[0], let b = call.inputs[1] else { return [nil, nil, nil] }
    let shape = graph.type(of: stated).shape
    var a = stated
    if shape.rank > 2 {
      a = try graph.apply(Reshape([-1, shape.channels]), stated)
      dy = try graph.apply(Reshape([-1, graph.type(of: dy).shape.channels]), dy)
    }
    var results: [ValueID?] = [nil, nil, nil]
    if wanted[0] {
      results[0] =
        transposeA
        ? try graph.apply(Gemm(transposeA: transposeB, transposeB: true), b, dy)
        : try graph.apply(Gemm(transposeB: !transposeB), dy, b)
    }
    if wanted[1] {
      results[1] =
        transposeB
        ? try graph.apply(Gemm(transposeA: true, transposeB: transposeA), dy, a)
        : try graph.apply(Gemm(transposeA: !transposeA), a, dy)
    }
    if wanted.count > 2, wanted[2] { results[2] = try graph.apply(ReduceSum(axes: [0], keepsAxes: false), dy) }
    if shape.rank > 2, let da = results[0] { results[0] = try graph.apply(Reshape(shape.dimensions), da) }
    return Array(results.prefix(call.inputs.count))
  }
}

extension Gemm: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let a = inputs[0]?.shape, let b = inputs[1]?.shape else { return OperatorCost(multiplyAccumulates: 0) }
    let (rows, columns, depth) = extents(a, b)
    return OperatorCost(multiplyAccumulates: rows, columns, depth)
  }
}
