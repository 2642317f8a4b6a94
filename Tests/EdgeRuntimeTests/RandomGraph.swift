import Graphs
import Operators
import Tensors

/// Small valid graphs with every structure that a plan must handle: branches, residuals, odd extents, several readers.
struct RandomGraph {
  private var source: RandomSource
  private var graph = Graph(name: "random")

  /// - Returns: a graph with one image input and one output of rank 2.
  static func make(seed: UInt64) throws -> Graph {
    var maker = RandomGraph(source: RandomSource(seed: seed, stream: "graph"))
    return try maker.build()
  }

  private init(source: RandomSource) { self.source = source }

  private mutating func build() throws -> Graph {
    let height = source.integer(in: 3...11)
    let width = source.integer(in: 3...11)
    let channels = [1, 2, 3, 5, 8, 16, 17][source.integer(below: 7)]
    var open = [graph.input("x", .float32([source.integer(in: 1...3), height, width, channels]))]
    for _ in 0..<source.integer(in: 3...9) {
      let id = open[source.integer(below: open.count)]
      open.append(try extended(id, open))
      if open.count > 3 { open.removeFirst() }
    }
    let last = open[open.count - 1]
    let flat = try graph.apply(Flatten(axis: 1), try graph.apply(GlobalAveragePool(), last))
    let features = graph.type(of: flat).shape[1]
    let weights = constant([source.integer(in: 1...11), features])
    graph.outputs = [try graph.apply(Gemm(transposeB: true), flat, weights)]
    return graph
  }

  private mutating func extended(_ id: ValueID, _ open: [ValueID]) throws -> ValueID {
    let shape = graph.type(of: id).shape
    let channels = shape.channels
    switch source.integer(below: 8) {
    case 0:
      let kernel = 1 + 2 * source.integer(below: 2)
      let filters = source.integer(in: 1...19)
      let weights = constant([filters, kernel, kernel, channels])
      let window = Window(
        stride: Pair(source.integer(in: 1...2), source.integer(in: 1...2)), padding: Padding(kernel / 2))
      return try graph.apply(Conv(window), id, weights, constant([filters]))
    case 1:
      let weights = constant([3, 3, channels])
      return try graph.apply(DepthwiseConv(Window(padding: Padding(1))), id, weights, constant([channels]))
    case 2:
      if let other = open.first(where: { $0 != id && graph.type(of: $0) == graph.type(of: id) }) {
        return try graph.apply(Add(), id, other)
      }
      return try graph.apply(Add(), id, try graph.apply(Sigmoid(), id))
    case 3:
      let other = open.first {
        $0 != id && graph.type(of: $0).shape.dimensions.dropLast() == shape.dimensions.dropLast()
      }
      return try graph.apply(Concat(axis: 3), id, other ?? id)
    case 4: return try graph.apply(Relu(), id)
    case 5: return try graph.apply(Clip(low: -0.4, high: 0.6), id)
    case 6: return try graph.apply(MaxPool(Pair(3, 3), Window(padding: Padding(1))), id)
    default:
      guard min(shape[1], shape[2]) > 1 else { return try graph.apply(Tanh(), id) }
      return try graph.apply(AveragePool(Pair(2, 2)), id)
    }
  }

  private mutating func constant(_ shape: Shape) -> ValueID {
    graph.constant(.random(shape, from: -0.5, to: 0.5, seed: source.next()), name: "w\(graph.values.count)")
  }

  static func input(of graph: Graph, seed: UInt64) -> Tensor {
    .random(graph.type(of: graph.inputs[0]).shape, seed: seed)
  }
}
