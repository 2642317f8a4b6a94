package import Datasets
package import Graphs
import Operators
package import Tensors

/// The loss of a detector that looks once: every cell of a grid says whether the centre of an object lies in it, where its
/// box is, and what it is.
///
/// The output is `[N, rows, columns, 5 + classes]`: objectness, horizontal and vertical place of the centre in the cell,
/// logarithm of width and height in cells, and a logit for each class; see ``DetectionGrid``. The loss is, per image,
/// the binary cross entropy of objectness over all cells, `5 ×` the smooth L1 distance of the four box numbers and the
/// cross entropy of the class over cells with an object.
/// Source: Redmon & Farhadi 2017 (arXiv 1612.08242) without anchors; smooth L1 of Girshick 2015 (arXiv 1504.08083).
package struct SingleShotDetection: Objective {
  private let boxWeight: Float = 5

  package init() {}

  package func targets(of batch: Batch, inputs: Tensor, as type: TensorType) throws -> Tensor {
    guard case .boxes(let boxes, let names) = batch.targets else {
      throw TrainingError.targets(objective: "boxes", found: batch.targets.kind.rawValue)
    }
    guard let grid = DetectionGrid(type.shape, classes: names.count) else {
      throw TrainingError.shape(model: "\(type.shape)", data: "\(names.count) classes")
    }
    return grid.targets(of: boxes)
  }

  package func loss(
    logits: ValueID, targets: ValueID, auxiliary: [ValueID], in graph: inout Graph
  ) throws(GraphError) -> ValueID {
    let shape = graph.type(of: logits).shape
    func part(_ id: ValueID, _ start: Int, _ count: Int) throws(GraphError) -> ValueID {
      try graph.apply(Slice(axis: -1, start: start, count: count), id)
    }
    let object = try part(targets, 0, 1)
    let objectness = try graph.total(
      try graph.apply(SigmoidCrossEntropy(), try part(logits, 0, 1), object))
    let centre = try graph.apply(
      Subtract(), try graph.apply(Sigmoid(), try part(logits, 1, 2)), try part(targets, 1, 2))
    let size = try graph.apply(Subtract(), try part(logits, 3, 2), try part(targets, 3, 2))
    var distance = try graph.total(try graph.apply(Multiply(), try graph.smoothDistance(centre), object))
    distance = try graph.apply(
      Add(), distance, try graph.total(try graph.apply(Multiply(), try graph.smoothDistance(size), object)))
    let classes = shape.channels - DetectionGrid.boxNumbers
    let shares = try graph.apply(LogSoftmax(axis: -1), try part(logits, DetectionGrid.boxNumbers, classes))
    let kind = try graph.total(
      try graph.apply(Multiply(), shares, try part(targets, DetectionGrid.boxNumbers, classes)))
    let boxes = try graph.apply(
      Add(), objectness, try graph.scaled(distance, by: boxWeight))
    return try graph.scaled(try graph.apply(Subtract(), boxes, kind), by: 1 / Float(max(1, shape[0])))
  }
}

extension Graph {
  fileprivate mutating func total(_ id: ValueID) throws(GraphError) -> ValueID {
    try apply(ReduceSum(axes: [], keepsAxes: false), id)
  }

  /// `d²/2` between −1 and 1, `|d| − ½` outside: `c·d − c²/2` with d limited to c.
  fileprivate mutating func smoothDistance(_ id: ValueID) throws(GraphError) -> ValueID {
    let limited = try apply(Clip(low: -1, high: 1), id)
    let square = try scaled(try squared(limited), by: 0.5)
    return try apply(Subtract(), try apply(Multiply(), limited, id), square)
  }
}
