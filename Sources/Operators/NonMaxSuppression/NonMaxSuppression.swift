package import Graphs
package import Tensors

/// The best boxes of each class, without those that overlap a better one too much.
///
/// - Inputs: `boxes [N,B,4]`, `scores [N,K,B]`, float32. Boxes are two opposite corners y, x, y, x, or with
///   ``boxesAreCentred`` the centre x, y and width and height.
/// - Output: int64 `[count,3]`, each a batch, a class and a box, by batch, class and falling score.
/// - Source: ONNX NonMaxSuppression-11. How many there are is part of the graph's types, so that they are found when a file
///   is read.
package struct NonMaxSuppression: Operator {
  /// Boxes at most, for each batch and class.
  package let largestCount: Int
  /// Overlap (intersection over union) above which the worse box is left out.
  package let overlap: Float
  /// Boxes need a score above it.
  package let threshold: Float?
  package let boxesAreCentred: Bool
  package let count: Int

  package init(
    largestCount: Int, overlap: Float = 0, threshold: Float? = nil, boxesAreCentred: Bool = false, count: Int
  ) {
    self.largestCount = largestCount
    self.overlap = overlap
    self.threshold = threshold
    self.boxesAreCentred = boxesAreCentred
    self.count = count
  }

  package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
    try TypeChecks.count(inputs, 2...2)
    let boxes = try TypeChecks.float32(inputs, 0, rank: 3)
    let scores = try TypeChecks.float32(inputs, 1, rank: 3)
    guard boxes[2] == 4, boxes[0] == scores[0], boxes[1] == scores[2], (0...scores.count).contains(count) else {
      throw .shape("\(count) of boxes \(boxes) with scores \(scores)")
    }
    return [TensorType(.int64, [count, 3])]
  }

  /// A box by its lower and upper ends on both axes.
  private struct Box {
    let low: (Float, Float)
    let high: (Float, Float)
    var area: Float { (high.0 - low.0) * (high.1 - low.1) }

    init(_ numbers: ArraySlice<Float>, isCentred: Bool) {
      let n = Array(numbers)
      if isCentred {
        (low, high) = ((n[0] - n[2] / 2, n[1] - n[3] / 2), (n[0] + n[2] / 2, n[1] + n[3] / 2))
      } else {
        (low, high) = ((min(n[0], n[2]), min(n[1], n[3])), (max(n[0], n[2]), max(n[1], n[3])))
      }
    }

    func overlap(_ other: Box) -> Float {
      let sides = (
        min(high.0, other.high.0) - max(low.0, other.low.0), min(high.1, other.high.1) - max(low.1, other.low.1)
      )
      guard sides.0 > 0, sides.1 > 0, area > 0, other.area > 0 else { return 0 }
      let shared = sides.0 * sides.1
      return shared / (area + other.area - shared)
    }
  }

  func selected(boxes: Tensor, scores: Tensor) -> [Int64] {
    let (all, points) = (boxes.floats, scores.floats)
    let (classes, perBatch) = (scores.shape[1], scores.shape[2])
    var result: [Int64] = []
    for batch in 0..<scores.shape[0] {
      let own = (0..<perBatch).map { box in
        Box(all[((batch * perBatch + box) * 4)..<((batch * perBatch + box) * 4 + 4)], isCentred: boxesAreCentred)
      }
      for kind in 0..<classes {
        let score = { (box: Int) in points[(batch * classes + kind) * perBatch + box] }
        let ranked = (0..<perBatch).filter { box in threshold.map { score(box) > $0 } ?? true }
          .sorted { (score($0), -$0) > (score($1), -$1) }
        var kept: [Int] = []
        for box in ranked where kept.count < largestCount {
          if kept.allSatisfy({ !(own[box].overlap(own[$0]) > overlap) }) { kept.append(box) }
        }
        for box in kept { result += [Int64(batch), Int64(kind), Int64(box)] }
      }
    }
    return result
  }

  package func reference(_ inputs: [Tensor?]) throws -> [Tensor] {
    let found = selected(boxes: try inputs.tensor(0), scores: try inputs.tensor(1))
    guard found.count == 3 * count else {
      throw TypeInferenceError.attribute(name: "count", problem: "\(found.count / 3) instead of \(count)")
    }
    return [try Tensor(found, shape: [count, 3])]
  }

  package static var samples: [OperatorSample] {
    let corners: [Float] = [0, 0, 1, 1, 0, 0.1, 1, 1.1, 0, 10, 1, 11]
    return [
      OperatorSample(
        "two far apart", NonMaxSuppression(largestCount: 3, overlap: 0.5, count: 2),
        [Tensor(corners).retyped(.float32([1, 3, 4])), Tensor([Float(0.9), 0.75, 0.6]).retyped(.float32([1, 1, 3]))])
    ]
  }
}

extension NonMaxSuppression: NonDifferentiable {
  package static let reasonWithoutGradient = "which boxes stay does not change smoothly"
}

extension NonMaxSuppression: ONNXConvertible {
  package static let onnxNames = ["NonMaxSuppression"]

  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    func number(_ index: Int) throws(ForeignError) -> Double? {
      context.isPresent(index) ? try context.constant(index, of: node).numbers.reals.first : nil
    }
    let most = context.isPresent(2) ? Indices.numbers(try context.constant(2, of: node)).first ?? 0 : 0
    func op(_ count: Int) throws(ForeignError) -> NonMaxSuppression {
      NonMaxSuppression(
        largestCount: max(most, 0), overlap: Float(try number(3) ?? 0),
        threshold: try number(4).map { Float($0) }, boxesAreCentred: node.int("center_point_box", default: 0) != 0,
        count: count)
    }
    let (boxes, scores) = (try context.constant(0, of: node), try context.constant(1, of: node))
    do { _ = try op(0).outputTypes(for: [boxes.type, scores.type]) } catch let error as ForeignError {
      throw error
    } catch { throw node.refused("boxes", "\(error)") }
    let count = try op(0).selected(boxes: boxes, scores: scores).count / 3
    return try context.asStated(try op(count), inputs: 2, node)
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    var more = [
      context.integers([largestCount], name: "most"),
      context.sharedConstant(Tensor([overlap]), name: "overlap"),
    ]
    if let threshold { more.append(context.sharedConstant(Tensor([threshold]), name: "threshold")) }
    context.appendAsGiven(
      "NonMaxSuppression", node, boxesAreCentred ? ["center_point_box": .int(1)] : [:], more: more)
  }
}
