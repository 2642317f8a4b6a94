package import Graphs
package import Tensors

/// What LSTM, GRU and RNN share: a cell that goes along a sequence, in one direction or both.
package struct Recurrence: Hashable, Sendable {
  package enum Direction: String, Hashable, Sendable {
    case forward
    case reverse
    case bidirectional
  }

  package var direction: Direction
  /// `[N,T,…]` instead of `[T,N,…]`, for states too.
  package var batchFirst: Bool
  /// What a gate takes before its function is limited to ±this.
  package var clip: Float?
  /// The cell's functions, for each direction.
  package var functions: [[RecurrentFunction]]

  package init(
    _ functions: [RecurrentFunction.Kind], direction: Direction = .forward, batchFirst: Bool = false, clip: Float? = nil
  ) {
    self.direction = direction
    self.batchFirst = batchFirst
    self.clip = clip
    self.functions = [[RecurrentFunction]](
      repeating: functions.map { RecurrentFunction($0) }, count: direction == .bidirectional ? 2 : 1)
  }

  package var directions: Int { direction == .bidirectional ? 2 : 1 }

  /// The extents that inputs `x`, `w`, `r`, optional `b`, `lengths` and `h` have in common.
  package struct Extents {
    package let steps: Int
    package let batch: Int
    package let inputs: Int
    package let hidden: Int
    package let type: ElementType
  }

  /// Checks the inputs that all cells have: `x`, `w [D,G·H,I]`, `r [D,G·H,H]`, `b [D,2·G·H]`, `lengths [N]` and the first
  /// state `[D,N,H]`.
  package func extents(_ inputs: [TensorType?], gates: Int) throws(TypeInferenceError) -> Extents {
    let x = try TypeChecks.element(inputs, 0, .reals)
    let w = try TypeChecks.element(inputs, 1, like: x).shape
    let r = try TypeChecks.element(inputs, 2, like: x).shape
    guard x.shape.rank == 3, w.rank == 3, r.rank == 3, x.shape.count > 0, r.count > 0 else {
      throw .shape("\(x), \(w) and \(r) are no sequence and its weights")
    }
    let (steps, batch) = batchFirst ? (x.shape[1], x.shape[0]) : (x.shape[0], x.shape[1])
    let (depth, hidden) = (x.shape[2], r[2])
    guard w == [directions, gates * hidden, depth], r == [directions, gates * hidden, hidden] else {
      throw .shape("weights \(w) and \(r) for \(gates) gates of \(hidden) in \(directions) directions")
    }
    let result = Extents(steps: steps, batch: batch, inputs: depth, hidden: hidden, type: x.element)
    try check(inputs, 3, [directions, 2 * gates * hidden], x)
    if inputs.count > 4, inputs[4] != nil {
      let lengths = try Indices.shape(inputs, 4)
      guard lengths == [batch] else { throw .shape("lengths \(lengths) for \(batch) sequences") }
    }
    try check(inputs, 5, state(result), x)
    return result
  }

  /// The shape of a state.
  package func state(_ e: Extents) -> Shape {
    batchFirst ? [e.batch, directions, e.hidden] : [directions, e.batch, e.hidden]
  }

  /// The shape of all steps' states.
  package func sequence(_ e: Extents) -> Shape {
    batchFirst ? [e.batch, e.steps, directions, e.hidden] : [e.steps, directions, e.batch, e.hidden]
  }

  package func check(
    _ inputs: [TensorType?], _ index: Int, _ shape: Shape, _ x: TensorType
  ) throws(TypeInferenceError) {
    guard index < inputs.count, inputs[index] != nil else { return }
    let found = try TypeChecks.element(inputs, index, like: x).shape
    guard found == shape else { throw .shape("input \(index) is \(found), needs \(shape)") }
  }
}

/// One cell of a recurrence at one step: what its gates take, and its state.
package struct RecurrentStep {
  /// `W·x + b` and `R·h + b` of all gates, one gate behind the other.
  package let fromInput: [Double]
  package let fromState: [Double]
  package let h: [Double]
  package let c: [Double]
  package let functions: [RecurrentFunction]
  package let clip: Double
  package let direction: Int
  /// The rows of one gate of `R` times a vector.
  package let project: (_ gate: Int, _ vector: [Double]) -> [Double]

  package var hidden: Int { h.count }

  /// A function of the cell behind the limit.
  package func apply(_ function: Int, _ x: Double) -> Double { functions[function].value(min(max(x, -clip), clip)) }
}

extension Recurrence {
  /// Runs a cell along all sequences, from the inputs of ``extents(_:gates:)`` and a first `c` where there is one.
  /// - Returns: all steps' `h`, the last `h` and the last `c`.
  package func run(
    _ inputs: [Tensor?], gates: Int, firstCell: Tensor? = nil, _ cell: (RecurrentStep) -> (h: [Double], c: [Double])
  ) throws -> [Tensor] {
    let e = try extents(inputs.map { $0?.type }, gates: gates)
    let x = try inputs.tensor(0).numbers.reals
    let (w, r) = (try inputs.tensor(1).numbers.reals, try inputs.tensor(2).numbers.reals)
    func reals(_ index: Int) -> [Double]? { index < inputs.count ? inputs[index]?.numbers.reals : nil }
    let (bias, first, firstC) = (reals(3), reals(5), firstCell?.numbers.reals)
    let lengths = inputs.count > 4 ? inputs[4].map(Indices.numbers) : nil
    let rows = gates * e.hidden
    var all = [Double](repeating: 0, count: sequence(e).count)
    var (lastH, lastC) = ([Double](repeating: 0, count: state(e).count), [Double](repeating: 0, count: state(e).count))
    for d in 0..<directions {
      func product(_ m: [Double], _ row: Int, _ vector: ArraySlice<Double>) -> Double {
        zip(m[(row * vector.count)..<((row + 1) * vector.count)], vector).reduce(0) { $0 + $1.0 * $1.1 }
      }
      for n in 0..<e.batch {
        let slot = batchFirst ? n * directions + d : d * e.batch + n
        let own = (slot * e.hidden)..<((slot + 1) * e.hidden)
        var (h, c) = (first.map { Array($0[own]) }, firstC.map { Array($0[own]) })
        let length = min(max(lengths?[n] ?? e.steps, 0), e.steps)
        let isReverse = direction == .reverse || d == 1
        for t in isReverse ? Array((0..<length).reversed()) : Array(0..<length) {
          let place = (batchFirst ? n * e.steps + t : t * e.batch + n) * e.inputs
          let input = x[place..<place + e.inputs]
          let before = h ?? [Double](repeating: 0, count: e.hidden)
          let step = RecurrentStep(
            fromInput: (0..<rows).map { (bias?[d * 2 * rows + $0] ?? 0) + product(w, d * rows + $0, input) },
            fromState: (0..<rows).map {
              (bias?[(d * 2 + 1) * rows + $0] ?? 0) + product(r, d * rows + $0, before[...])
            },
            h: before, c: c ?? [Double](repeating: 0, count: e.hidden), functions: functions[d],
            clip: clip.map { Double($0) } ?? .infinity, direction: d,
            project: { gate, vector in
              (0..<e.hidden).map { product(r, d * rows + gate * e.hidden + $0, vector[...]) }
            })
          let made = cell(step)
          (h, c) = (made.h, made.c)
          let line = batchFirst ? (n * e.steps + t) * directions + d : (t * directions + d) * e.batch + n
          for k in 0..<e.hidden { all[line * e.hidden + k] = made.h[k] }
        }
        for k in 0..<e.hidden {
          lastH[own.lowerBound + k] = h?[k] ?? 0
          lastC[own.lowerBound + k] = c?[k] ?? 0
        }
      }
    }
    return [
      try Tensor(.reals(all), as: e.type, shape: sequence(e)), try Tensor(.reals(lastH), as: e.type, shape: state(e)),
      try Tensor(.reals(lastC), as: e.type, shape: state(e)),
    ]
  }

  package func cost(_ inputs: [TensorType?], gates: Int) -> OperatorCost {
    guard let e = try? extents(inputs, gates: gates) else { return OperatorCost(multiplyAccumulates: 0) }
    return OperatorCost(multiplyAccumulates: e.steps, e.batch, directions * gates, e.hidden, e.inputs + e.hidden)
  }
}
