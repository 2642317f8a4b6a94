package import Graphs
package import Operators
package import Tensors

/// Chooses weight codes layer by layer in the order of the graph, each on the inputs that it gets behind the layers that
/// are already rounded, and behind activations that are already codes.
package struct LayerwiseRounding: Sendable {
  /// What decides between the codes next to a weight.
  package enum Method: Sendable, Hashable {
    case nearest
    case adaRound(AdaRound)
    case gptq(GPTQ)
  }

  package var method: Method
  /// Of a code, 2 to 8.
  package var bits: Int
  /// Layers by name that get other bits: usually 8 for the first and the last.
  package var exceptions: [String: Int] = [:]
  /// One step for a whole layer instead of one per output channel.
  package var sharesRows = false
  /// Columns of a product that share a step, where it has so many; convolutions have one step per channel all the same.
  package var group: Int?
  package var fit = WeightGrid.Fit.leastError
  /// Positions of the output that are looked at, over all batches: for GPTQ, and for AdaRound, which holds them.
  package var correlatedPositions = 32_768
  package var heldPositions = 8_192
  package var seed: UInt64 = 1

  package init(_ method: Method, bits: Int) {
    self.method = method
    self.bits = bits
  }

  /// What became of one layer.
  package struct Layer: Sendable {
    package let name: String
    /// Name of the value that holds its weights.
    package let weights: String
    package let codes: [Int8]
    package let grid: WeightGrid
    /// Mean squared error of the outputs, summed over channels, before the activation or behind it as the method sees
    /// it: of these codes and of the nearest ones.
    package let error: Double
    package let nearestError: Double
    /// Weights that AdaRound left between two codes.
    package let undecided: Int
  }

  package struct Result: Sendable {
    package let layers: [Layer]
    /// The float graph with every weight as its code stands for it.
    package let graph: Graph
    /// Codes by the name of the weights' value, as they are stored.
    package let codes: [String: Tensor]
  }

  /// - Parameters:
  ///   - source: a float graph as quantization starts from: with folded batch normalizations.
  ///   - batches: of its first input's type; the batch extent may differ.
  ///   - activations: what rounds activations, by value; none leaves them reals.
  ///   - report: called after every layer.
  package func rounded(
    _ source: Graph, over batches: [Tensor], activations: [ValueID: FakeQuantize] = [:],
    report: (Layer) -> Void = { _ in }
  ) throws -> Result {
    let layers = WeightedLayer.all(of: source)
    var graph = source
    var results: [Layer] = []
    var codes: [String: Tensor] = [:]
    for (number, layer) in layers.enumerated() {
      guard let weights = source.constant(layer.weights) else { continue }
      let rows = source.weightRows(of: layer)
      guard rows.allSatisfy(\.isFinite) else { throw QuantizationError.notFinite(value: source[layer.weights].name) }
      let group = self.group.flatMap { layer.isProduct && layer.columns >= $0 ? $0 : nil }
      let grid = WeightGrid(
        rows, columns: layer.columns, bits: exceptions[layer.node.name] ?? bits, group: group, sharesRows: sharesRows,
        fit: fit)
      let made: Layer
      switch method {
      case .nearest: made = nearest(layer, rows, grid, in: source)
      case .gptq(let gptq):
        made = try round(layer, rows, grid, gptq, in: source, behind: graph, activations, batches, UInt64(number))
      case .adaRound(let adaRound):
        made = try round(layer, rows, grid, adaRound, in: source, behind: graph, activations, batches, UInt64(number))
      }
      try graph.setWeights(of: layer, rows: made.grid.reals(made.codes))
      codes[made.weights] = try layer.stored(made.codes, grid: made.grid, shape: weights.shape)
      results.append(made)
      report(made)
    }
    return Result(layers: results, graph: graph, codes: codes)
  }

  private func nearest(_ layer: WeightedLayer, _ rows: [Float], _ grid: WeightGrid, in source: Graph) -> Layer {
    Layer(
      name: layer.node.name, weights: source[layer.weights].name, codes: grid.nearest(rows), grid: grid, error: .nan,
      nearestError: .nan, undecided: 0)
  }

  private func round(
    _ layer: WeightedLayer, _ rows: [Float], _ grid: WeightGrid, _ gptq: GPTQ, in source: Graph, behind graph: Graph,
    _ activations: [ValueID: FakeQuantize], _ batches: [Tensor], _ number: UInt64
  ) throws -> Layer {
    var correlations = [InputCorrelation](
      repeating: InputCorrelation(columns: layer.columns), count: layer.groups)
    let sampling = try PositionSampling(
      layer, in: source, behind: graph, activations, batches, most: correlatedPositions, seed: seed &+ number)
    try sampling.forEach { patches, _ in
      for (group, inputs) in patches.groups.enumerated() { correlations[group].add(inputs) }
    }
    let nearest = grid.nearest(rows)
    var (codes, made) = ([Int8](), grid)
    made.steps = []
    var (error, nearestError) = (0.0, 0.0)
    for group in 0..<layer.groups {
      let own = layer.slice(group)
      let part = Array(rows[own])
      var partGrid = grid
      partGrid.steps = Array(grid.steps[layer.stepSlice(group, grid)])
      let plain = Array(nearest[own])
      let plainError = correlations[group].squaredError(zip(partGrid.reals(plain), part).map { $0 - $1 })
      var best = gptq.rounded(part, hessian: correlations[group], grid: partGrid, fit: fit)
      var bestError = correlations[group].squaredError(zip(best.grid.reals(best.codes), part).map { $0 - $1 })
      if !(bestError <= plainError) { (best, bestError) = ((plain, partGrid), plainError) }
      codes += best.codes
      made.steps += best.grid.steps
      error += bestError
      nearestError += plainError
    }
    return Layer(
      name: layer.node.name, weights: source[layer.weights].name, codes: codes, grid: made, error: error,
      nearestError: nearestError, undecided: 0)
  }

  private func round(
    _ layer: WeightedLayer, _ rows: [Float], _ grid: WeightGrid, _ adaRound: AdaRound, in source: Graph,
    behind graph: Graph, _ activations: [ValueID: FakeQuantize], _ batches: [Tensor], _ number: UInt64
  ) throws -> Layer {
    let sampling = try PositionSampling(
      layer, in: source, behind: graph, activations, batches, most: heldPositions, seed: seed &+ number)
    var inputs = [[Float]](repeating: [], count: layer.groups)
    var targets = inputs
    try sampling.forEach { patches, outputs in
      for group in 0..<layer.groups {
        inputs[group] += patches.groups[group]
        let first = group * layer.outputsPerGroup
        for row in 0..<patches.count {
          let start = row * layer.outputs + first
          targets[group] += outputs[start..<start + layer.outputsPerGroup]
        }
      }
    }
    let bias = graph.biasValues(of: layer)
    let clamp = GraphIndex(source).onlyConsumer(of: layer.output).flatMap { ($0.op as? any ClampOperator)?.range }
    var codes: [Int8] = []
    var (error, nearestError, undecided) = (0.0, 0.0, 0)
    for group in 0..<layer.groups {
      let first = group * layer.outputsPerGroup
      let problem = AdaRound.Problem(
        weights: Array(rows[layer.slice(group)]), bias: Array(bias[first..<first + layer.outputsPerGroup]),
        columns: layer.columns, inputs: inputs[group], targets: targets[group],
        clamp: clamp ?? -.infinity...Float.infinity)
      var partGrid = grid
      partGrid.steps = Array(grid.steps[layer.stepSlice(group, grid)])
      let made = adaRound.rounded(problem, grid: partGrid)
      codes += made.codes
      error += made.error
      nearestError += made.nearestError
      undecided += made.undecided
    }
    return Layer(
      name: layer.node.name, weights: source[layer.weights].name, codes: codes, grid: grid, error: error,
      nearestError: nearestError, undecided: undecided)
  }
}

extension WeightedLayer {
  var isProduct: Bool {
    if case .product = form { return true }
    return false
  }

  /// The weights of a group, in rows.
  func slice(_ group: Int) -> Range<Int> {
    let size = outputsPerGroup * columns
    return group * size..<(group + 1) * size
  }

  /// The steps of a group.
  func stepSlice(_ group: Int, _ grid: WeightGrid) -> Range<Int> {
    let size = outputsPerGroup * grid.groupsPerRow
    return group * size..<(group + 1) * size
  }

  /// Codes as a tensor of the weights' shape with their steps, in the narrowest type that holds them.
  func stored(_ codes: [Int8], grid: WeightGrid, shape: Shape) throws(TensorError) -> Tensor {
    let parameters: QuantizationParameters
    if let group = grid.group, case .product(let transposed) = form {
      let (rows, parts) = (outputs, grid.groupsPerRow)
      let steps = transposed ? grid.steps : (0..<parts * rows).map { grid.steps[$0 % rows * parts + $0 / rows] }
      parameters = QuantizationParameters(
        scales: steps, zeroPoints: [Int32](repeating: 0, count: steps.count), axis: transposed ? 1 : 0, block: group)
    } else if grid.sharesRows {
      parameters = QuantizationParameters(scale: grid.steps.first ?? 1)
    } else {
      parameters = QuantizationParameters(symmetric: grid.steps, axis: outputAxis)
    }
    let wide = try Tensor(stored(codes), shape: shape, quantization: parameters)
    let narrow: ElementType? = grid.limit <= 1 ? .int2 : grid.limit <= 7 ? .int4 : nil
    return narrow.flatMap { wide.packed(as: $0) } ?? wide
  }
}
