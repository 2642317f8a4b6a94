import Datasets
import Foundation
import Tensors
import Testing
import Training

@Suite("Metrics by hand")
struct MetricTests {
  private func box(_ label: Int32, _ left: Float, _ top: Float, _ right: Float, _ bottom: Float) -> LabelledBox {
    LabelledBox(label: label, left: left, top: top, right: right, bottom: bottom)
  }

  @Test("Average precision of four detections for three boxes is 56/101")
  func averagePrecision() {
    let (a, b, c) = (box(0, 0, 0, 0.2, 0.2), box(0, 0.5, 0.5, 0.9, 0.9), box(0, 0.1, 0.1, 0.6, 0.6))
    let miss = box(0, 0.9, 0, 1, 0.1)
    let metric = MeanAveragePrecision(
      found: [
        [Detection(a, confidence: 0.9), Detection(miss, confidence: 0.8), Detection(a, confidence: 0.6)],
        [Detection(c, confidence: 0.7)],
      ], truth: [[a, b], [c]], classes: 2)
    // By confidence: right, wrong, right, wrong (a is taken). Recall 1/3, 1/3, 2/3, 2/3; precision 1, 1/2, 2/3, 1/2, from
    // above 1, 2/3, 2/3, 1/2. Recalls 0…0.33 read 1, 0.34…0.66 read 2/3, the other 34 read 0: (34 + 33 · 2/3)/101.
    #expect(abs(metric.mean(atOverlap: 0.5) - 56.0 / 101) < 1e-12)
    #expect(abs((metric.averagePrecision(of: 0, atOverlap: 0.5) ?? 0) - 56.0 / 101) < 1e-12)
    // The second class has no box and does not count.
    #expect(metric.averagePrecision(of: 1, atOverlap: 0.5) == nil)
  }

  @Test("An overlap of 0.72 is right at five of the ten thresholds")
  func overlaps() {
    let truth = box(0, 0, 0, 1, 1)
    let found = box(0, 0, 0, 0.72, 1)
    #expect(abs(truth.overlap(with: found) - 0.72) < 1e-7)
    let metric = MeanAveragePrecision(found: [[Detection(found, confidence: 1)]], truth: [[truth]], classes: 1)
    #expect(abs(metric.overAllOverlaps - 0.5) < 1e-12)
  }

  @Test("A detection takes the box it overlaps most, and only its class counts")
  func matching() {
    let (small, large) = (box(0, 0, 0, 0.5, 0.5), box(0, 0, 0, 0.6, 0.5))
    let metric = MeanAveragePrecision(
      found: [
        [
          Detection(large, confidence: 0.9), Detection(small, confidence: 0.8),
          Detection(box(1, 0, 0, 1, 1), confidence: 1),
        ]
      ],
      truth: [[small, large]], classes: 2)
    #expect(metric.averagePrecision(of: 0, atOverlap: 0.5) == 1)
    #expect(box(0, 0, 0, 0.5, 1).overlap(with: box(0, 0.5, 0, 1, 1)) == 0)
  }

  @Test("Area under the curve counts pairs, ties half")
  func area() {
    #expect(Evaluation.areaUnderCurve([1, 2, 3, 4], positive: [false, true, false, true]) == 0.75)
    #expect(Evaluation.areaUnderCurve([5, 5], positive: [true, false]) == 0.5)
    #expect(Evaluation.areaUnderCurve([1, 2, 2, 3], positive: [false, true, false, true]) == 0.875)
    #expect(Evaluation.areaUnderCurve([1, 2], positive: [true, true]) == nil)
  }

  @Test("Accepted pairs of one identity where so many of two are")
  func verification() {
    // Angles 0°, 10°, 90°, 100°: the first two show one identity, the others another.
    let embeddings: [[Float]] = [
      [1, 0], [2 * 0.984_807_75, 2 * 0.173_648_18], [0, 3], [-0.173_648_18, 0.984_807_75],
    ]
    let apart = Verification(embeddings, [7, 7, 9, 9])
    #expect(apart.genuine.count == 2)
    #expect(apart.impostor.count == 4)
    #expect(apart.trueAcceptRate(at: 0) == 1)
    // 0° with 90° and 10° with 100° now belong together, at a cosine of 0; impostors lie at 10°, 10°, 80° and 100°.
    let mixed = Verification(embeddings, [7, 9, 7, 9])
    #expect(mixed.trueAcceptRate(at: 0) == 0)
    #expect(mixed.trueAcceptRate(at: 0.5) == 0)
    #expect(mixed.trueAcceptRate(at: 0.75) == 1)
    #expect(Verification(embeddings, [1, 2, 3, 4]).trueAcceptRate(at: 0.5) == 0)
  }

  @Test("A box comes back from its cell, and doubles of it go")
  func grid() throws {
    let truth = [box(1, 0.1, 0.05, 0.5, 0.45), box(0, 0.55, 0.5, 0.95, 0.9)]
    let grid = try #require(DetectionGrid([1, 4, 4, 7], classes: 2))
    var cells = grid.targets(of: [truth]).floats
    // Probabilities as logits: certain cells 6, others −6; offsets through the inverse of the logistic function.
    for cell in 0..<16 {
      let start = cell * 7
      let isObject = cells[start] == 1
      cells[start] = isObject ? 6 : -6
      for i in 1...2 where isObject { cells[start + i] = log(cells[start + i] / (1 - cells[start + i])) }
      for i in 5...6 { cells[start + i] *= 9 }
    }
    let found = grid.detections(cells).sorted { $0.box.left < $1.box.left }
    #expect(found.map(\.box.label) == [1, 0])
    for (a, b) in zip(found, truth) { #expect(a.box.overlap(with: b) > 0.999) }
    #expect(DetectionGrid([1, 4, 4, 7], classes: 3) == nil)
  }
}
