package import Datasets
import Foundation
package import Tensors

/// What the numbers of a cell of a single-shot detector mean, in both directions.
package struct DetectionGrid: Sendable {
  /// Objectness, two numbers of the centre, two of the size.
  package static let boxNumbers = 5

  private let shape: Shape
  private var rows: Int { shape[1] }
  private var columns: Int { shape[2] }

  /// - Parameter shape: `[N, rows, columns, 5 + classes]`; nil for another.
  package init?(_ shape: Shape, classes: Int) {
    guard shape.rank == 4, shape.count > 0, shape.channels == Self.boxNumbers + classes else { return nil }
    self.shape = shape
  }

  /// The cell, offsets in it and logarithmic size of a box. Of two objects in a cell the later one counts.
  package func targets(of boxes: [[LabelledBox]]) -> Tensor {
    var tensor = Tensor(zeros: .float32(shape))
    let width = shape.channels
    tensor.withMutableElements(as: Float.self) { cells in
      for (image, boxes) in boxes.prefix(shape[0]).enumerated() {
        for box in boxes {
          let x = (box.left + box.right) / 2 * Float(columns)
          let y = (box.top + box.bottom) / 2 * Float(rows)
          let (column, row) = (min(Int(x), columns - 1), min(Int(y), rows - 1))
          let start = ((image * rows + row) * columns + column) * width
          for i in 0..<width { cells[start + i] = 0 }
          cells[start] = 1
          cells[start + 1] = x - Float(column)
          cells[start + 2] = y - Float(row)
          cells[start + 3] = log((box.right - box.left) * Float(columns))
          cells[start + 4] = log((box.bottom - box.top) * Float(rows))
          cells[start + Self.boxNumbers + Int(box.label)] = 1
        }
      }
    }
    return tensor
  }

  /// The boxes that an output stands for: one for each cell above the confidence, `σ(objectness) · softmax(class)`, less
  /// those that overlap a surer one of their class by more than half.
  /// - Parameter numbers: one image, `rows · columns · (5 + classes)`.
  package func detections(_ numbers: some RandomAccessCollection<Float>, above confidence: Float = 0.01) -> [Detection]
  {
    let numbers = Array(numbers)
    let width = shape.channels
    func sigmoid(_ x: Float) -> Float { 1 / (1 + exp(-x)) }
    var found: [Detection] = []
    for row in 0..<rows {
      for column in 0..<columns {
        let start = (row * columns + column) * width
        let logits = numbers[start + Self.boxNumbers..<start + width]
        let largest = logits.max() ?? 0
        let total = logits.reduce(Float(0)) { $0 + exp($1 - largest) }
        guard let label = logits.firstIndex(of: largest), total.isFinite else { continue }
        let sureness = sigmoid(numbers[start]) / total
        guard sureness > confidence else { continue }
        let x = (Float(column) + sigmoid(numbers[start + 1])) / Float(columns)
        let y = (Float(row) + sigmoid(numbers[start + 2])) / Float(rows)
        let w = min(exp(numbers[start + 3]) / Float(columns), 1) / 2
        let h = min(exp(numbers[start + 4]) / Float(rows), 1) / 2
        found.append(
          Detection(
            LabelledBox(
              label: Int32(label - start - Self.boxNumbers), left: max(0, x - w), top: max(0, y - h),
              right: min(1, x + w), bottom: min(1, y + h)), confidence: sureness))
      }
    }
    return Self.withoutDoubles(found)
  }

  private static func withoutDoubles(_ found: [Detection]) -> [Detection] {
    var kept: [Detection] = []
    for detection in found.sorted(by: { $0.confidence > $1.confidence }) {
      let isDouble = kept.contains {
        $0.box.label == detection.box.label && $0.box.overlap(with: detection.box) > 0.5
      }
      if !isDouble { kept.append(detection) }
    }
    return kept
  }
}
