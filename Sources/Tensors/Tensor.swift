/// A dense, row-major array of elements with a type. A value: copies share bytes until one of them is written.
public struct Tensor: Sendable {
  public let type: TensorType
  private var contents: Contents

  private enum Contents: Sendable {
    case held(Storage)
    case deferred(DeferredStorage)
  }

  public var shape: Shape { type.shape }
  public var element: ElementType { type.element }
  public var count: Int { type.shape.count }
  public var byteCount: Int { type.byteCount }

  /// All elements zero (the code 0 for quantized types).
  public init(zeros type: TensorType) {
    self.init(storage: Storage(byteCount: type.byteCount), type: type)
  }

  /// - Throws: ``TensorError/byteCount(expected:found:shape:)`` when `elements` do not fill `shape`.
  public init<Scalar: TensorScalar>(
    _ elements: [Scalar], shape: Shape, quantization: QuantizationParameters? = nil
  ) throws(TensorError) {
    guard elements.count == shape.count else {
      throw .byteCount(expected: shape.count, found: elements.count, shape: shape)
    }
    self.init(zeros: TensorType(Scalar.elementType, shape, quantization: quantization))
    copyBytes(of: elements)
  }

  /// A one-dimensional tensor.
  public init<Scalar: TensorScalar>(_ elements: [Scalar]) {
    self.init(zeros: TensorType(Scalar.elementType, [elements.count]))
    copyBytes(of: elements)
  }

  /// Raw bytes of exactly `type.byteCount`.
  public init(bytes: some Collection<UInt8>, type: TensorType) throws(TensorError) {
    guard bytes.count == type.byteCount else {
      throw .byteCount(expected: type.byteCount, found: bytes.count, shape: type.shape)
    }
    self.init(zeros: type)
    withMutableBytes { $0.copyBytes(from: bytes) }
  }

  /// A view of bytes that already lie in `storage`, from its start.
  package init(storage: Storage, type: TensorType) {
    contents = .held(storage)
    self.type = type
  }

  /// A tensor whose bytes are made when they are asked for.
  /// - Parameter fill: writes exactly `type.byteCount` bytes, the same ones every time; false when they can no longer be
  ///   had, see ``isWhole``.
  package init(deferred type: TensorType, fill: @escaping @Sendable (UnsafeMutableRawBufferPointer) -> Bool) {
    contents = .deferred(DeferredStorage(byteCount: type.byteCount, fill: fill))
    self.type = type
  }

  /// The bytes. Those of a deferred tensor exist while somebody holds what is returned.
  package var storage: Storage {
    switch contents {
    case .held(let storage): storage
    case .deferred(let deferred): deferred.storage()
    }
  }

  /// True when the bytes take no memory until they are asked for.
  package var isDeferred: Bool {
    if case .deferred = contents { return true }
    return false
  }

  /// False when the bytes were asked for and could not be had: the file they lie in has changed.
  package var isWhole: Bool {
    if case .deferred(let deferred) = contents { return deferred.isWhole }
    return true
  }

  /// Every element set to `value`.
  public init(repeating value: Float, shape: Shape) {
    self.init(zeros: .float32(shape))
    withMutableElements { $0.update(repeating: value) }
  }

  /// The elements as a Swift array. The scalar type must match, which is the caller's business to know.
  public func elements<Scalar: TensorScalar>(as: Scalar.Type = Scalar.self) -> [Scalar] {
    precondition(Scalar.elementType == element, "asked for \(Scalar.elementType) of a \(element) tensor")
    return withElements { Array($0) }
  }

  /// The elements of a float32 tensor.
  public var floats: [Float] { elements(as: Float.self) }

  /// Reads the elements in place.
  @inlinable
  public func withElements<Scalar: TensorScalar, Result, Failure: Error>(
    as: Scalar.Type = Scalar.self, _ body: (UnsafeBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let storage = readable
    defer { withExtendedLifetime(storage) {} }
    let base = UnsafePointer(storage.base.assumingMemoryBound(to: Scalar.self))
    return try body(UnsafeBufferPointer(start: base, count: count))
  }

  /// Writes the elements in place, after a copy when they are shared.
  @inlinable
  public mutating func withMutableElements<Scalar: TensorScalar, Result, Failure: Error>(
    as: Scalar.Type = Scalar.self, _ body: (UnsafeMutableBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let base = writableBase()
    return try body(UnsafeMutableBufferPointer(start: base.assumingMemoryBound(to: Scalar.self), count: count))
  }

  /// Reads the stored bytes in place.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    let storage = readable
    defer { withExtendedLifetime(storage) {} }
    return try body(UnsafeRawBufferPointer(start: storage.base, count: byteCount))
  }

  /// Writes the stored bytes in place, after a copy when they are shared.
  public mutating func withMutableBytes<Result, Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeMutableRawBufferPointer(start: writableBase(), count: byteCount))
  }

  /// The same bytes under another shape of the same count.
  public func reshaped(to shape: Shape) throws(TensorError) -> Tensor {
    guard shape.count == count else { throw .byteCount(expected: count, found: shape.count, shape: shape) }
    var type = type
    type.shape = shape
    return retyped(type)
  }

  /// The same bytes read as another type of the same size.
  package func retyped(_ type: TensorType) -> Tensor { Tensor(type: type, contents: contents) }

  private init(type: TensorType, contents: Contents) {
    self.type = type
    self.contents = contents
  }

  /// A tensor whose bytes `write` makes from the bytes of this one: at once, or, when these are deferred, whenever
  /// somebody asks for them.
  package func remade(
    as type: TensorType,
    _ write: @escaping @Sendable (_ source: UnsafeRawBufferPointer, _ target: UnsafeMutableRawBufferPointer) -> Void
  ) -> Tensor {
    guard isDeferred else {
      var result = Tensor(zeros: type)
      withBytes { source in result.withMutableBytes { write(source, $0) } }
      return result
    }
    return Tensor(deferred: type) { [self] target in
      withBytes { write($0, target) }
      return isWhole
    }
  }

  @usableFromInline var readable: Storage { storage }

  /// The bytes as this tensor's own, after a copy when they are shared or deferred.
  @usableFromInline mutating func writableBase() -> UnsafeMutableRawPointer {
    if case .held(var storage) = contents {
      // The name and the enumeration hold it once each.
      contents = .held(Tensor.nothing)
      let isShared = !isKnownUniquelyReferenced(&storage)
      contents = .held(isShared ? storage.copied() : storage)
    } else {
      contents = .held(storage.copied())
    }
    return storage.base
  }

  private static let nothing = Storage(byteCount: 0)

  private mutating func copyBytes<Scalar>(of elements: [Scalar]) {
    elements.withUnsafeBytes { source in withMutableBytes { $0.copyMemory(from: source) } }
  }
}

extension Storage {
  fileprivate func copied() -> Storage {
    let copy = Storage(byteCount: byteCount)
    copy.base.copyMemory(from: base, byteCount: byteCount)
    return copy
  }
}

extension Tensor: Equatable {
  /// Equal types and equal bytes; NaN equals itself and 0 differs from −0.
  public static func == (a: Tensor, b: Tensor) -> Bool {
    a.type == b.type && a.withBytes { x in b.withBytes { y in x.elementsEqual(y) } }
  }
}

extension Tensor: Hashable {
  public func hash(into hasher: inout Hasher) {
    hasher.combine(type)
    withBytes { hasher.combine(bytes: $0) }
  }
}
