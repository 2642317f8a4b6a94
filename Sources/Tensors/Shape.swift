/// The extents of a tensor, outermost first. A scalar has no extents.
///
/// Images are `[batch, height, width, channels]` (NHWC) everywhere inside Keiryo.
public struct Shape: Hashable, Sendable, Codable, ExpressibleByArrayLiteral, CustomStringConvertible {
  public let dimensions: [Int]

  /// - Parameter dimensions: each at least 0; their product must fit `Int`, otherwise ``count`` is not meaningful and
  ///   ``init(checking:)`` should be used.
  public init(_ dimensions: [Int]) { self.dimensions = dimensions }
  public init(arrayLiteral elements: Int...) { self.init(elements) }

  /// For extents that come from a file or a flag.
  /// - Throws: ``TensorError/badShape(_:)`` when an extent is negative or above 2³¹ − 1, the rank is above 8, or the
  ///   product of the extents other than 0 is above 2⁴⁸. So the product of any of the extents is a number, too.
  public init(checking dimensions: [Int]) throws(TensorError) {
    guard dimensions.count <= Shape.maximumRank else { throw .badShape(dimensions) }
    var product = 1
    for extent in dimensions {
      guard extent >= 0, extent <= Int(Int32.max) else { throw .badShape(dimensions) }
      let (next, overflow) = product.multipliedReportingOverflow(by: max(extent, 1))
      guard !overflow, next <= 1 << 48 else { throw .badShape(dimensions) }
      product = next
    }
    self.init(dimensions)
  }

  public static let scalar = Shape([])
  public static let maximumRank = 8

  public var rank: Int { dimensions.count }

  /// Number of elements: the product of the extents, 1 for a scalar.
  public var count: Int { dimensions.reduce(1, &*) }

  @inlinable public subscript(axis: Int) -> Int { dimensions[axis] }

  /// The last extent: channels of an NHWC tensor. 1 for a scalar.
  public var channels: Int { dimensions.last ?? 1 }

  /// Elements between neighbours along each axis, for a dense row-major tensor.
  public var strides: [Int] {
    var strides = [Int](repeating: 1, count: rank)
    for axis in stride(from: rank - 2, through: 0, by: -1) { strides[axis] = strides[axis + 1] &* dimensions[axis + 1] }
    return strides
  }

  /// The same shape with another extent along `axis`.
  public func replacing(axis: Int, with extent: Int) -> Shape {
    var dimensions = dimensions
    dimensions[axis] = extent
    return Shape(dimensions)
  }

  /// Axis counted from the front; negative counts from the back. `nil` when out of range.
  public func normalized(axis: Int) -> Int? {
    let axis = axis < 0 ? axis + rank : axis
    return (0..<rank).contains(axis) ? axis : nil
  }

  /// NumPy broadcasting of two shapes, `nil` when they do not fit.
  public func broadcast(with other: Shape) -> Shape? {
    let rank = max(self.rank, other.rank)
    var result = [Int](repeating: 1, count: rank)
    for offset in 1...max(rank, 1) where offset <= rank {
      let a = offset <= self.rank ? dimensions[self.rank - offset] : 1
      let b = offset <= other.rank ? other.dimensions[other.rank - offset] : 1
      guard a == b || a == 1 || b == 1 else { return nil }
      result[rank - offset] = a == 1 ? b : a
    }
    return Shape(result)
  }

  public var description: String { "[" + dimensions.map(String.init).joined(separator: ", ") + "]" }
}
