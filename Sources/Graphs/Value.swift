public import Tensors

/// Names one value of one graph. Stable while the graph is edited.
public struct ValueID: Hashable, Sendable, Comparable, CustomStringConvertible {
  public let index: Int
  package init(_ index: Int) { self.index = index }
  public static func < (a: ValueID, b: ValueID) -> Bool { a.index < b.index }
  public var description: String { "%\(index)" }
}

/// What flows along an edge: a typed tensor, known already when it is a constant.
public struct Value: Sendable {
  /// Unique within its graph once ``Graph/namedUniquely()`` has run; kept through import and export.
  public var name: String
  public var type: TensorType
  /// Weights and other data that never change while the model runs.
  public var constant: Tensor?
}
