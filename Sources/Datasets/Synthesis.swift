import Tensors

/// How synthetic samples are made.
enum Synthesis {
  /// The largest data set made, bytes.
  static let maximumBytes = 1 << 31

  /// Samples made one by one.
  ///
  /// Each has a random stream of its own, named by version, split and index: the splits never share a stream, and the
  /// first samples do not depend on how many follow.
  /// - Parameters:
  ///   - count: at least 1; at most 1,000,000 and ``maximumBytes``.
  ///   - type: of one sample; its element is `Scalar`.
  ///   - make: writes one sample, of zeros before, and says what is to be known of it.
  /// - Throws: ``DatasetError/range(name:asked:available:)`` for another count.
  static func samples<Scalar: TensorScalar, Target>(
    _ version: String, split: DatasetSplit, count: Int, seed: UInt64, _ type: TensorType,
    _ make: (inout RandomSource, UnsafeMutableBufferPointer<Scalar>) -> Target
  ) throws(DatasetError) -> (inputs: Tensor, targets: [Target]) {
    let limit = min(1_000_000, maximumBytes / max(1, type.byteCount))
    guard (1...limit).contains(count) else { throw .range(name: version, asked: count, available: limit) }
    var inputs = Tensor(zeros: TensorType(Scalar.elementType, Shape([count] + type.shape.dimensions)))
    var targets: [Target] = []
    targets.reserveCapacity(count)
    let length = type.shape.count
    inputs.withMutableElements(as: Scalar.self) { all in
      for index in 0..<count {
        var source = RandomSource(seed: seed, stream: "\(version)/\(split.rawValue)/\(index)")
        targets.append(
          make(&source, UnsafeMutableBufferPointer(rebasing: all[index * length..<(index + 1) * length])))
      }
    }
    return (inputs, targets)
  }
}
