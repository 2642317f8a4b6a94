package import Tensors

/// The same numbers in the form an engine takes them.
package enum InputFit {
  /// - Parameter extents: of the engine's input, nil where open; nil when it does not state them.
  /// - Returns: the tensor as it is; with its channels last, or first, when that is how the extents differ; or under
  ///   another shape of as many elements when only extents of 1 differ.
  package static func fit(_ tensor: Tensor, to extents: [Int?]?) throws(PeerError) -> Tensor {
    let shape = tensor.shape.dimensions
    guard let extents, !matches(shape, extents) else { return tensor }
    for order in [[0, 2, 3, 1], [0, 3, 1, 2]] where shape.count == 4 && matches(order.map { shape[$0] }, extents) {
      return tensor.transposed(order)
    }
    let closed = extents.map { $0 ?? 1 }
    if closed.filter({ $0 != 1 }) == shape.filter({ $0 != 1 }) {
      return tensor.retyped(TensorType(tensor.element, Shape(closed)))
    }
    throw .inputShape(expected: extents, found: shape)
  }

  /// Which of our inputs belongs to each of an engine's: the one of the same name, else the only one whose name is part
  /// of the engine's (`serving_default_ids:0`). Unless that finds every input once, all go by position.
  /// - Parameter theirs: nil when the engine does not name them.
  package static func order(of ours: [String], asIn theirs: [String]?) -> [Int] {
    guard let theirs, theirs.count == ours.count else { return Array(ours.indices) }
    let found = theirs.compactMap { name in
      if let same = ours.firstIndex(of: name) { return same }
      let parts = ours.indices.filter { !ours[$0].isEmpty && name.contains(ours[$0]) }
      return parts.count == 1 ? parts[0] : nil
    }
    return Set(found).count == ours.count ? found : Array(ours.indices)
  }

  private static func matches(_ shape: [Int], _ extents: [Int?]) -> Bool {
    shape.count == extents.count && zip(shape, extents).allSatisfy { $1 == nil || $0 == $1 }
  }
}
