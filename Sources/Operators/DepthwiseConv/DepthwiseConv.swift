package import Graphs
package import Tensors

/// Depthwise convolution: every channel is convolved on its own, with `m` kernels each.
///
/// `y[n,i,j,c·m+q] = b[c·m+q] + Σ x[n, i·s + u·d − p, j·s + v·d − p, c] · w[u,v,c·m+q]`.
/// - Inputs: `x [N,H,W,C]`, `w [KH,KW,C·m]`, optional `b [C·m]`.
/// - Output: `[N,OH,OW,C·m]`.
/// - Source: ONNX Conv-11 with as many groups as channels (there `[C·m,1,KH,KW]`); Howard et al. 2017.
package struct DepthwiseConv: Operator {
  package let window: Window

  package init(_ window: Window = Window()) { self.window = window }

  package static let parameterInputs = [1, 2]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...3)
    let x = try TypeChecks.float32(inputs, 0, rank: 4)
    let w = try TypeChecks.float32(inputs, 1, rank: 3)
    guard x[3] >= 1, w[2] >= 1, w[2] % x[3] == 0 else {
      throw .shape("weights \(w) are no multiple of \(x[3]) channels")
    }
    try TypeChecks.vector(inputs, 2, count: w[2])
    let extent = try window.outputExtent(Pair(x[1], x[2]), kernel: Pair(w[0], w[1]))
    return [.float32([x[0], extent.height, extent.width, w[2]])]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, w) = (try inputs.tensor(0), try inputs.tensor(1))
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    let (channels, outputs) = (x.shape[3], w.shape[2])
    let multiplier = outputs / channels
    let (image, weights) = (x.floats, w.floats)
    let bias = inputs.floats(2) ?? [Float](repeating: 0, count: outputs)
    var result = Tensor(zeros: type)
    result.withMutableElements(as: Float.self) { y in
      for i in y.indices { y[i] = bias[i % outputs] }
      WindowTaps.forEach(
        input: x.shape, output: type.shape, kernel: Pair(w.shape[0], w.shape[1]), window: window
      ) { pixel, tap, source in
        for k in 0..<outputs {
          y[pixel * outputs + k] += image[source * channels + k / multiplier] * weights[tap * outputs + k]
        }
      }
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ x: Shape, _ w: Shape, _ op: DepthwiseConv, bias: Bool = true) -> OperatorSample {
      OperatorSample(title, op, [.random(x, seed: 1), .random(w, seed: 2), bias ? .random([w[2]], seed: 3) : nil])
    }
    return [
      sample("3×3, padded", [2, 7, 6, 17], [3, 3, 17], DepthwiseConv(Window(padding: Padding(1)))),
      sample(
        "3×3, stride 2", [1, 9, 8, 33], [3, 3, 33], DepthwiseConv(Window(stride: Pair(2, 2), padding: Padding(1)))),
      sample("5×3, no bias", [1, 8, 8, 5], [5, 3, 5], DepthwiseConv(), bias: false),
      sample("two per channel", [1, 6, 6, 3], [3, 3, 6], DepthwiseConv(Window(padding: Padding(1)))),
      sample("eight from one", [1, 9, 5, 1], [4, 3, 8], DepthwiseConv(Window(stride: Pair(2, 2)))),
    ]
  }
}

extension DepthwiseConv: Differentiable {
  package func pullback(
    of call: Node, gradients: [ValueID?], wanted: [Bool], in graph: inout Graph
  ) throws(GraphError) -> [ValueID?] {
    guard let dy = gradients[0], let x = call.inputs[0], let w = call.inputs[1] else { return [nil, nil, nil] }
    let dx =
      wanted[0] ? try graph.apply(DepthwiseConvInputGradient(self, inputShape: graph.type(of: x).shape), dy, w) : nil
    let dw =
      wanted[1] ? try graph.apply(DepthwiseConvWeightGradient(self, weightShape: graph.type(of: w).shape), x, dy) : nil
    let db = wanted.count > 2 && wanted[2] ? try graph.apply(ReduceSum(axes: [0, 1, 2], keepsAxes: false), dy) : nil
    return [dx, dw, db]
  }
}

extension DepthwiseConv: Costed {
  package func cost(inputs: [TensorType?], outputs: [TensorType]) -> OperatorCost {
    guard let w = inputs[1]?.shape, let y = outputs.first?.shape else { return OperatorCost(multiplyAccumulates: 0) }
    return OperatorCost(multiplyAccumulates: y.count, w[0], w[1])
  }
}
