package import Tensors

/// One batch: as many images as the batch size, of which the first ``count`` are real.
package struct Batch: Sendable {
  /// Float32 `[size, height, width, channels]`, normalized; rows from ``count`` on are zero.
  package let images: Tensor
  /// `size` class indices; from ``count`` on they are 0 and mean nothing.
  package let labels: [Int32]
  /// Real images in this batch, `1...size`.
  package let count: Int
  /// Number of classes of the task.
  package let classCount: Int

  /// The labels as distributions, float32 `[size, classCount]`: `1 − smoothing` on the class plus `smoothing / classCount`
  /// everywhere. Rows from ``count`` on are zero.
  /// - Parameter smoothing: label smoothing in `0..<1` (Szegedy et al. 2016, arXiv 1512.00567).
  package func targets(smoothing: Float = 0) -> Tensor {
    var targets = Tensor(zeros: .float32([labels.count, classCount]))
    targets.withMutableElements(as: Float.self) { p in
      for row in 0..<count {
        for column in 0..<classCount { p[row * classCount + column] = smoothing / Float(classCount) }
        p[row * classCount + Int(labels[row])] += 1 - smoothing
      }
    }
    return targets
  }
}

/// The batches of one pass over a data set, made one at a time.
package struct Batches: Sequence, Sendable {
  /// What happens to the images that do not fill the last batch.
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
  /// The order depends on the seed and the epoch only. Images that do not fill a batch are left out of this epoch.
  /// - Parameter size: at least 1; with more than ``count`` there is no batch.
  package func trainingBatches(size: Int, seed: UInt64, epoch: Int = 0) -> Batches {
    var source = RandomSource(seed: seed, stream: "batches/\(epoch)")
    return Batches(dataset: self, size: max(size, 1), order: source.permutation(count), remainder: .dropped)
  }

  /// Every image once, in stored order; the last batch may be partial.
  package func evaluationBatches(size: Int) -> Batches {
    Batches(dataset: self, size: max(size, 1), order: Array(0..<count), remainder: .padded)
  }

  /// The images at `rows`, normalized, as one full batch.
  /// - Throws: ``DatasetError/range(name:asked:available:)`` for a row that does not exist.
  package func batch(_ rows: some Collection<Int>) throws(DatasetError) -> Batch {
    if let row = rows.first(where: { $0 < 0 || $0 >= count }) { throw .range(name: name, asked: row, available: count) }
    return batch(rows, size: rows.count, table: normalizationTable)
  }

  fileprivate var normalizationTable: [Float] {
    images.element == .uint8 ? normalization.table(channels: images.shape.channels) : []
  }

  fileprivate func batch(_ rows: some Collection<Int>, size: Int, table: [Float]) -> Batch {
    let channels = images.shape.channels
    let length = imageShape.count
    var tensor = Tensor(zeros: .float32(images.shape.replacing(axis: 0, with: size)))
    tensor.withMutableElements(as: Float.self) { target in
      if images.element == .uint8 {
        images.withElements(as: UInt8.self) { pixels in
          for (slot, row) in rows.enumerated() {
            for offset in 0..<length {
              target[slot * length + offset] = table[offset % channels * 256 + Int(pixels[row * length + offset])]
            }
          }
        }
      } else {
        images.withElements(as: Float.self) { pixels in
          for (slot, row) in rows.enumerated() {
            for offset in 0..<length {
              target[slot * length + offset] = normalization(pixels[row * length + offset], channel: offset % channels)
            }
          }
        }
      }
    }
    let known = rows.map { labels[$0] }
    return Batch(
      images: tensor, labels: known + [Int32](repeating: 0, count: size - known.count), count: known.count,
      classCount: classCount)
  }
}
