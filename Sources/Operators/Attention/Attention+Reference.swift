import Foundation
import Graphs
package import Tensors

extension Attention {
  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let types = try outputTypes(for: inputs.map { $0?.type })
    let l = try layout(inputs.map { $0?.type })
    func optional(_ index: Int) -> Tensor? { index < inputs.count ? inputs[index] : nil }
    let q = try inputs.tensor(0).numbers.reals
    let keys = joined(try inputs.tensor(1), optional(4), l.k, l)
    let values = joined(try inputs.tensor(2), optional(5), l.v, l)
    let mask = Mask(self, optional(3), lengths: optional(6), l)
    let scale = self.scale.map { Double($0) } ?? 1 / Double(l.q.width).squareRoot()
    var y = [Double](repeating: 0, count: types[0].shape.count)
    var kept: [Double] = []
    for b in 0..<l.q.batch {
      for h in 0..<l.q.heads {
        let head = b * l.k.heads + h / l.group
        for i in 0..<l.q.rows {
          let start = l.q.start(b, h, i)
          let products = (0..<l.total).map { j in
            let row = (head * l.total + j) * l.k.width
            return (0..<l.k.width).reduce(0.0) { $0 + q[start + $1] * keys[row + $1] } * scale
          }
          let limited = cap > 0 ? products.map { tanh($0 / Double(cap)) * Double(cap) } : products
          let bias = (0..<l.total).map { mask.bias(b, h, i, $0) }
          let masked = zip(limited, bias).map { $0 + $1 }
          let shares = bias.allSatisfy({ $0 == -.infinity }) ? masked.map { _ in 0 } : Attention.shares(masked)
          switch scores {
          case .products: kept += products
          case .capped: kept += limited
          case .masked: kept += masked
          case .shares: kept += shares
          case nil: break
          }
          let place = heads == nil ? (b * l.q.heads + h) * l.q.rows + i : (b * l.q.rows + i) * l.q.heads + h
          for e in 0..<l.v.width {
            y[place * l.v.width + e] = (0..<l.total).reduce(0.0) {
              $0 + shares[$1] * values[(head * l.total + $1) * l.v.width + e]
            }
          }
        }
      }
    }
    return try zip([y, keys, values, kept], types).map { try Tensor(.reals($0), as: $1.element, shape: $1.shape) }
  }

  private static func shares(_ x: [Double]) -> [Double] {
    let peak = x.max() ?? 0
    guard peak > -.infinity else { return x.map { _ in 0 } }
    let powers = x.map { exp($0 - peak) }
    let sum = powers.reduce(0, +)
    return powers.map { $0 / sum }
  }

  /// Keys or values of all positions, `[B,G,P+T,…]`.
  private func joined(_ tensor: Tensor, _ earlier: Tensor?, _ rows: Rows, _ l: Layout) -> [Double] {
    let (new, old) = (tensor.numbers.reals, earlier?.numbers.reals ?? [])
    var result: [Double] = []
    for b in 0..<rows.batch {
      for h in 0..<rows.heads {
        let start = (b * rows.heads + h) * l.past * rows.width
        result += old[start..<start + l.past * rows.width]
        for i in 0..<rows.rows {
          let row = rows.start(b, h, i)
          result += new[row..<row + rows.width]
        }
      }
    }
    return result
  }
}

/// What is added to each score: 0 or less where a position may be seen, −∞ where it may not.
private struct Mask {
  private let op: Attention
  private let l: Attention.Layout
  private let stated: [Double]
  private let shape: Shape
  private let lengths: [Int]?

  init(_ op: Attention, _ mask: Tensor?, lengths: Tensor?, _ l: Attention.Layout) {
    self.op = op
    self.l = l
    self.lengths = lengths.map { Indices.numbers($0).map { min(max($0, 0), 1 << 32) } }
    shape = mask?.shape ?? .scalar
    let numbers = mask?.numbers.reals ?? []
    stated = mask?.element == .bool ? numbers.map { $0 == 0 ? -.infinity : 0 } : numbers
  }

  func bias(_ b: Int, _ h: Int, _ i: Int, _ j: Int) -> Double {
    // Positions that the queries have in front of them.
    let front = l.past > 0 ? l.past : lengths.map { $0[b] - l.q.rows } ?? 0
    if op.isCausal, j > i + front { return -.infinity }
    if op.window.height >= 0, j < i + front - op.window.height { return -.infinity }
    if op.window.width >= 0, j > i + front + op.window.width { return -.infinity }
    if let lengths, j >= lengths[b] { return -.infinity }
    guard !stated.isEmpty else { return 0 }
    guard j < shape.channels else { return -.infinity }
    var place = 0
    for (axis, index) in [b, h, i, j].suffix(shape.rank).enumerated() where shape[axis] != 1 {
      place += index * shape.strides[axis]
    }
    return stated[place]
  }
}
