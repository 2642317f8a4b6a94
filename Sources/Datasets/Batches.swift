private import Tensors

/// The batches of one pass over a data set, made one at a time.
package struct Batches: Sequence, Sendable {
  /// What happens to the samples that do not fill the last batch.
  package enum Remainder: Sendable {
    /// They are left out of this pass: every batch is full.
    case dropped
    /// They come last, with zero rows behind them.
    case padded
  }

  private let dataset: Dataset
  private let size: Int
  private let order: [Int]
  private let remainder: Remainder

  fileprivate init(dataset: Dataset, size: Int, order: [Int], remainder: Remainder) {
    self.dataset = dataset
    self.size = size
    self.order = order
    self.remainder = remainder
  }

  /// Number of batches.
  package var count: Int { remainder == .dropped ? order.count / size : (order.count + size - 1) / size }

  package struct Iterator: IteratorProtocol {
    fileprivate let batches: Batches
    fileprivate let table: [Float]
    fileprivate var position = 0

    package mutating func next() -> Batch? {
      guard position < batches.count else { return nil }
      defer { position += 1 }
      let start = position * batches.size
      let rows = batches.order[start..<Swift.min(start + batches.size, batches.order.count)]
      return batches.dataset.batch(rows, size: batches.size, table: table)
    }
  }

  package func makeIterator() -> Iterator { Iterator(batches: self, table: dataset.normalizationTable) }
}

extension Dataset {
  /// Shuffled full batches for one epoch of training; another epoch is another order.
  ///
  /// The order depends on the seed and the epoch only. Samples that do not fill a batch are left out of this epoch.
  /// - Parameter size: at least 1; with more than ``count`` there is no batch.
  package func trainingBatches(size: Int, seed: UInt64, epoch: Int = 0) -> Batches {
    var source = RandomSource(seed: seed, stream: "batches/\(epoch)")
    return Batches(dataset: self, size: max(size, 1), order: source.permutation(count), remainder: .dropped)
  }

  /// Every sample once, in stored order; the last batch may be partial.
  package func evaluationBatches(size: Int) -> Batches {
    Batches(dataset: self, size: max(size, 1), order: Array(0..<count), remainder: .padded)
  }

  /// The samples at `rows`, normalized, as one full batch.
  /// - Throws: ``DatasetError/range(name:asked:available:)`` for a row that does not exist.
  package func batch(_ rows: some Collection<Int>) throws(DatasetError) -> Batch {
    if let row = rows.first(where: { $0 < 0 || $0 >= count }) { throw .range(name: name, asked: row, available: count) }
    return batch(rows, size: rows.count, table: normalizationTable)
  }

  fileprivate var normalizationTable: [Float] {
    inputs.element == .uint8 ? normalization.table(channels: inputs.shape.channels) : []
  }

  fileprivate func batch(_ rows: some Collection<Int>, size: Int, table: [Float]) -> Batch {
    let padding = size - rows.count
    return Batch(
      inputs: inputs.element == .int32
        ? inputs.selecting(rows, padding: padding) : normalized(rows, size: size, table: table),
      targets: targets.selecting(rows, padding: padding), count: rows.count)
  }

  private func normalized(_ rows: some Collection<Int>, size: Int, table: [Float]) -> Tensor {
    let channels = inputs.shape.channels
    let length = inputShape.count
    var tensor = Tensor(zeros: .float32(inputs.shape.replacing(axis: 0, with: size)))
    tensor.withMutableElements(as: Float.self) { target in
      if inputs.element == .uint8 {
        inputs.withElements(as: UInt8.self) { codes in
          for (slot, row) in rows.enumerated() {
            for offset in 0..<length {
              target[slot * length + offset] = table[offset % channels * 256 + Int(codes[row * length + offset])]
            }
          }
        }
      } else {
        inputs.withElements(as: Float.self) { numbers in
          for (slot, row) in rows.enumerated() {
            for offset in 0..<length {
              target[slot * length + offset] = normalization(numbers[row * length + offset], channel: offset % channels)
            }
          }
        }
      }
    }
    return tensor
  }
}
