package import Graphs
import Kernels
package import Tensors

/// Elements picked axis by axis: `y[i₀, i₁, …] = x[p₀[i₀], p₁[i₁], …]`.
package struct AxisPicks: Sendable {
  package let source: Shape
  /// Positions along each axis of the source; `nil` takes the whole axis in order.
  package let picks: [[Int]?]

  package init(_ source: Shape, _ picks: [[Int]?]) {
    self.source = source
    self.picks = picks
  }

  package var shape: Shape { Shape(picks.enumerated().map { $0.element?.count ?? source[$0.offset] }) }

  /// Axes from here on move as one part.
  private var split: Int { (picks.lastIndex { $0 != nil } ?? -1) + 1 }
  private var partCount: Int { source.dimensions[split...].reduce(1, *) }

  /// The number of the source's part that each part of the result is.
  private var parts: [Int] {
    var result = [0]
    for axis in 0..<split {
      let positions = picks[axis] ?? Array(0..<source[axis])
      result = result.flatMap { outer in positions.map { outer * source[axis] + $0 } }
    }
    return result
  }

  package func reference(_ x: Tensor) -> Tensor {
    var type = x.type
    type.shape = shape
    let parts = parts
    return Movement.gather(x, as: type, part: partCount) { parts[$0] }
  }

  /// A kernel with a table of parts, as long as that is no larger than 8 MiB.
  package func kernel(_ request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0), shape.count / max(partCount, 1) <= 1 << 20 else {
      return nil
    }
    let call = KernelCall.pickPixels(
      batch: 1, image: (1, source.dimensions[..<split].reduce(1, *)), rows: [0], columns: parts,
      pixelBytes: partCount * x.element.bitWidth / 8)
    return call.map { KernelBinding($0, operands: [.input(0)]) }
  }
}
