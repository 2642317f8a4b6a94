import Graphs
import Operators
import Tensors

/// What the rows of a layer see: one patch of the input for each position of the output, group by group.
struct LayerPatches {
  /// Patches of each group, `[positions × columns]`.
  private(set) var groups: [[Float]]
  private(set) var count = 0
  private let layer: WeightedLayer
  private let weightShape: Shape

  init(_ layer: WeightedLayer, weightShape: Shape) {
    self.layer = layer
    self.weightShape = weightShape
    groups = [[Float]](repeating: [], count: layer.groups)
  }

  /// Positions of the output for an input: batch, rows and columns of an image, or rows of a matrix.
  static func positions(of layer: WeightedLayer, output: Shape) -> Int { output.count / max(layer.outputs, 1) }

  /// Adds the patches at some positions, in their order.
  mutating func append(_ input: Tensor, positions: [Int], output: Shape) {
    count += positions.count
    switch layer.form {
    case .product:
      let columns = layer.columns
      input.withElements(as: Float.self) { x in
        for position in positions {
          groups[0].append(contentsOf: x[position * columns..<(position + 1) * columns])
        }
      }
    case .convolution(let op):
      append(input, positions, output, window: op.window, kernel: Pair(weightShape[1], weightShape[2]))
    case .depthwise(let op):
      append(input, positions, output, window: op.window, kernel: Pair(weightShape[0], weightShape[1]))
    }
  }

  private mutating func append(
    _ input: Tensor, _ positions: [Int], _ output: Shape, window: Window, kernel: Pair
  ) {
    let shape = input.shape
    let channels = layer.channelsPerGroup
    input.withElements(as: Float.self) { x in
      for position in positions {
        let (n, i, j) = (
          position / (output[1] * output[2]), position / output[2] % output[1], position % output[2]
        )
        for u in 0..<kernel.height {
          let row = i * window.stride.height + u * window.dilation.height - window.padding.top
          for v in 0..<kernel.width {
            let column = j * window.stride.width + v * window.dilation.width - window.padding.left
            guard (0..<shape[1]).contains(row), (0..<shape[2]).contains(column) else {
              for group in groups.indices { groups[group].append(contentsOf: repeatElement(0, count: channels)) }
              continue
            }
            let base = ((n * shape[1] + row) * shape[2] + column) * shape[3]
            for group in groups.indices {
              let start = base + group * channels
              groups[group].append(contentsOf: x[start..<start + channels])
            }
          }
        }
      }
    }
  }
}
