/// A dense, row-major array of elements with a type. A value: copies share bytes until one of them is written.
public struct Tensor: Sendable {
  public let type: TensorType
  package private(set) var storage: Storage

  public var shape: Shape { type.shape }
  public var element: ElementType { type.element }
  public var count: Int { type.shape.count }
  public var byteCount: Int { type.byteCount }

  /// All elements zero (the code 0 for quantized types).
  public init(zeros type: TensorType) {
    self.type = type
    storage = Storage(byteCount: type.byteCount)
  }

  /// - Throws: ``TensorError/byteCount(expected:found:shape:)`` when `elements` do not fill `shape`.
  public init<Scalar: TensorScalar>(
    _ elements: [Scalar], shape: Shape, quantization: QuantizationParameters? = nil
  ) throws(TensorError) {
    guard elements.count == shape.count else {
      throw .byteCount(expected: shape.count, found: elements.count, shape: shape)
    }
    self.init(zeros: TensorType(Scalar.elementType, shape, quantization: quantization))
    elements.withUnsafeBytes {
      storage.base.copyMemory(from: $0.baseAddress ?? UnsafeRawPointer(storage.base), byteCount: $0.count)
    }
  }

  /// A one-dimensional tensor.
  public init<Scalar: TensorScalar>(_ elements: [Scalar]) {
    self.init(zeros: TensorType(Scalar.elementType, [elements.count]))
    elements.withUnsafeBytes { bytes in
      if let source = bytes.baseAddress { storage.base.copyMemory(from: source, byteCount: bytes.count) }
    }
  }

  /// Raw bytes of exactly `type.byteCount`.
  public init(bytes: some Collection<UInt8>, type: TensorType) throws(TensorError) {
    guard bytes.count == type.byteCount else {
      throw .byteCount(expected: type.byteCount, found: bytes.count, shape: type.shape)
    }
    self.init(zeros: type)
    UnsafeMutableRawBufferPointer(start: storage.base, count: storage.byteCount).copyBytes(from: bytes)
  }

  /// A view of bytes that already lie in `storage`, from its start.
  package init(storage: Storage, type: TensorType) {
    self.storage = storage
    self.type = type
  }

  /// Every element set to `value`.
  public init(repeating value: Float, shape: Shape) {
    self.init(zeros: .float32(shape))
    UnsafeMutableBufferPointer(start: storage.base.assumingMemoryBound(to: Float.self), count: count)
      .update(repeating: value)
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
    let base = UnsafePointer(rawBase.assumingMemoryBound(to: Scalar.self))
    return try body(UnsafeBufferPointer(start: base, count: count))
  }

  /// Writes the elements in place, after a copy when they are shared.
  @inlinable
  public mutating func withMutableElements<Scalar: TensorScalar, Result, Failure: Error>(
    as: Scalar.Type = Scalar.self, _ body: (UnsafeMutableBufferPointer<Scalar>) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    makeUnique()
    return try body(UnsafeMutableBufferPointer(start: rawBase.assumingMemoryBound(to: Scalar.self), count: count))
  }

  /// Reads the stored bytes in place.
  public func withBytes<Result, Failure: Error>(
    _ body: (UnsafeRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    try body(UnsafeRawBufferPointer(start: storage.base, count: byteCount))
  }

  /// Writes the stored bytes in place, after a copy when they are shared.
  public mutating func withMutableBytes<Result, Failure: Error>(
    _ body: (UnsafeMutableRawBufferPointer) throws(Failure) -> Result
  ) throws(Failure) -> Result {
    makeUnique()
    return try body(UnsafeMutableRawBufferPointer(start: storage.base, count: byteCount))
  }

  /// The same bytes under another shape of the same count.
  public func reshaped(to shape: Shape) throws(TensorError) -> Tensor {
    guard shape.count == count else { throw .byteCount(expected: count, found: shape.count, shape: shape) }
    var type = type
    type.shape = shape
    return Tensor(storage: storage, type: type)
  }

  /// The same bytes read as another type of the same size.
  package func retyped(_ type: TensorType) -> Tensor { Tensor(storage: storage, type: type) }

  @usableFromInline var rawBase: UnsafeMutableRawPointer { storage.base }

  @usableFromInline mutating func makeUnique() {
    guard !isKnownUniquelyReferenced(&storage) else { return }
    let copy = Storage(byteCount: storage.byteCount)
    copy.base.copyMemory(from: storage.base, byteCount: storage.byteCount)
    storage = copy
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
