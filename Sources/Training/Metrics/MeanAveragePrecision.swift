package import Datasets

/// A box that a model reports.
package struct Detection: Sendable, Hashable {
  package let box: LabelledBox
  /// How sure the model is; only the order counts.
  package let confidence: Float

  package init(_ box: LabelledBox, confidence: Float) {
    self.box = box
    self.confidence = confidence
  }
}

/// Average precision of detections as COCO states it.
///
/// In each image, detections of a class are taken by falling confidence, at most 100; each takes the box of its class that
/// it overlaps most and that is not taken yet, if the overlap reaches the threshold. Over all images by falling
/// confidence, precision at each recall is replaced by the largest at that recall or above, and read at the recalls
/// 0, 0.01, … 1 (0 where recall does not get there); their mean is the average precision of the class. Classes without a
/// box do not count. Source: Lin et al. 2014 (arXiv 1405.0312) and its evaluation code, without crowds and areas.
package struct MeanAveragePrecision: Sendable {
  private let found: [[Detection]]
  private let truth: [[LabelledBox]]
  private let classes: Int

  /// - Parameters:
  ///   - found: detections of each image.
  ///   - truth: boxes of each image.
  package init(found: [[Detection]], truth: [[LabelledBox]], classes: Int) {
    self.found = found
    self.truth = truth
    self.classes = classes
  }

  /// 0.50, 0.55, … 0.95.
  package static let overlaps = (0..<10).map { 0.5 + 0.05 * Double($0) }

  /// The mean over ``overlaps``.
  package var overAllOverlaps: Double { Self.overlaps.reduce(0) { $0 + mean(atOverlap: $1) } / 10 }

  /// The mean over classes at one overlap; 0 when there is no box at all.
  package func mean(atOverlap overlap: Double) -> Double {
    let all = (0..<classes).compactMap { averagePrecision(of: Int32($0), atOverlap: overlap) }
    return all.isEmpty ? 0 : all.reduce(0, +) / Double(all.count)
  }

  /// Nil for a class without a box.
  package func averagePrecision(of label: Int32, atOverlap overlap: Double) -> Double? {
    var outcomes: [(confidence: Float, isRight: Bool)] = []
    var wanted = 0
    for (detections, boxes) in zip(found, truth) {
      let boxes = boxes.filter { $0.label == label }
      wanted += boxes.count
      var taken = [Bool](repeating: false, count: boxes.count)
      for detection in Self.sorted(detections.filter { $0.box.label == label }) {
        var (best, choice): (Double, Int?) = (min(overlap, 1 - 1e-10), nil)
        for (index, box) in boxes.enumerated() where !taken[index] {
          let shared = box.overlap(with: detection.box)
          if shared >= best { (best, choice) = (shared, index) }
        }
        if let choice { taken[choice] = true }
        outcomes.append((detection.confidence, choice != nil))
      }
    }
    guard wanted > 0 else { return nil }
    return Self.area(outcomes, wanted: wanted)
  }

  /// By falling confidence, equal ones in the order in which they stand; at most 100.
  private static func sorted(_ detections: [Detection]) -> ArraySlice<Detection> {
    detections.enumerated().sorted {
      ($0.element.confidence, -$0.offset) > ($1.element.confidence, -$1.offset)
    }.map(\.element).prefix(100)
  }

  private static func area(_ outcomes: [(confidence: Float, isRight: Bool)], wanted: Int) -> Double {
    let order = outcomes.enumerated().sorted {
      ($0.element.confidence, -$0.offset) > ($1.element.confidence, -$1.offset)
    }
    var (right, recalls, precisions): (Int, [Double], [Double]) = (0, [], [])
    for (rank, outcome) in order.enumerated() {
      if outcome.element.isRight { right += 1 }
      recalls.append(Double(right) / Double(wanted))
      precisions.append(Double(right) / Double(rank + 1))
    }
    for index in precisions.indices.dropLast().reversed() {
      precisions[index] = max(precisions[index], precisions[index + 1])
    }
    var (sum, index) = (0.0, 0)
    for step in 0...100 {
      let recall = step == 100 ? 1 : Double(step) * 0.01
      while index < recalls.count, recalls[index] < recall { index += 1 }
      if index < recalls.count { sum += precisions[index] }
    }
    return sum / 101
  }
}

extension LabelledBox {
  /// Intersection over union of two boxes, 0...1.
  package func overlap(with other: LabelledBox) -> Double {
    let width = Double(min(right, other.right)) - Double(max(left, other.left))
    let height = Double(min(bottom, other.bottom)) - Double(max(top, other.top))
    guard width > 0, height > 0 else { return 0 }
    func area(_ box: LabelledBox) -> Double {
      (Double(box.right) - Double(box.left)) * (Double(box.bottom) - Double(box.top))
    }
    let shared = width * height
    return shared / (area(self) + area(other) - shared)
  }
}
