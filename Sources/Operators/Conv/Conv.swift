package import Graphs
package import Tensors

/// Two-dimensional convolution (cross-correlation), optionally grouped.
///
/// `y[n,i,j,o] = b[o] + Σ x[n, i·s + u·d − p, j·s + v·d − p, c] · w[o,u,v,c]`, taps outside the image count 0.
/// - Inputs: `x [N,H,W,C]`, `w [O,KH,KW,C/groups]`, optional `b [O]`.
/// - Output: `[N,OH,OW,O]`.
/// - Source: ONNX Conv-11 (there NCHW and OIHW).
package struct Conv: Operator {
  package let window: Window
  package let groups: Int

  package init(_ window: Window = Window(), groups: Int = 1) {
    self.window = window
    self.groups = groups
  }

  package static let parameterInputs = [1, 2]

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...3)
    let x = try TypeChecks.float32(inputs, 0, rank: 4)
    let w = try TypeChecks.float32(inputs, 1, rank: 4)
    guard groups >= 1, x[3] % groups == 0, w[0] % groups == 0, w[3] == x[3] / groups else {
      throw .shape("weights \(w) do not fit \(x[3]) channels in \(groups) groups")
    }
    try TypeChecks.vector(inputs, 2, count: w[0])
    let extent = try window.outputExtent(Pair(x[1], x[2]), kernel: Pair(w[1], w[2]))
    return [.float32([x[0], extent.height, extent.width, w[0]])]
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let (x, w) = (try inputs.tensor(0), try inputs.tensor(1))
    let bias = inputs.floats(2)
    let type = try outputTypes(for: inputs.map { $0?.type })[0]
    var result = Tensor(zeros: type)
    let (xs, ws, ys) = (x.shape, w.shape, type.shape)
    let (perGroup, outputsPerGroup) = (ws[3], ws[0] / groups)
    let (a, b) = (x.floats, w.floats)
    result.withMutableElements(as: Float.self) { y in
      var position = 0
      for n in 0..<ys[0] {
        for i in 0..<ys[1] {
          for j in 0..<ys[2] {
            for o in 0..<ys[3] {
              var sum = bias?[o] ?? 0
              let firstChannel = o / outputsPerGroup * perGroup
              for u in 0..<ws[1] {
                let row = i * window.stride.height + u * window.dilation.height - window.padding.top
                guard row >= 0, row < xs[1] else { continue }
                for v in 0..<ws[2] {
                  let column = j * window.stride.width + v * window.dilation.width - window.padding.left
                  guard column >= 0, column < xs[2] else { continue }
                  let base = ((n * xs[1] + row) * xs[2] + column) * xs[3] + firstChannel
                  let weight = ((o * ws[1] + u) * ws[2] + v) * perGroup
                  for c in 0..<perGroup { sum += a[base + c] * b[weight + c] }
                }
              }
              y[position] = sum
              position += 1
            }
          }
        }
      }
    }
    return [result]
  }

  package static var samples: [OperatorSample] {
    func sample(_ title: String, _ x: Shape, _ w: Shape, _ op: Conv, bias: Bool = true) -> OperatorSample {
      OperatorSample(
        title, op,
        [.random(x, seed: 1), .random(w, seed: 2), bias ? .random([w[0]], seed: 3) : nil])
    }
    return [
      sample("3×3, padded, odd channels", [1, 7, 6, 3], [5, 3, 3, 3], Conv(Window(padding: Padding(1)))),
      sample("1×1", [2, 5, 5, 17], [33, 1, 1, 17], Conv()),
      sample("stride 2, batch 2", [2, 9, 8, 4], [8, 3, 3, 4], Conv(Window(stride: Pair(2, 2), padding: Padding(1)))),
      sample("dilation 2", [1, 9, 9, 2], [3, 3, 3, 2], Conv(Window(dilation: Pair(2, 2)))),
      sample(
        "two groups, no bias", [1, 6, 6, 8], [6, 3, 3, 4], Conv(Window(padding: Padding(1)), groups: 2), bias: false),
      sample("5×5 on one channel", [1, 12, 12, 1], [20, 5, 5, 1], Conv()),
    ]
  }
}
