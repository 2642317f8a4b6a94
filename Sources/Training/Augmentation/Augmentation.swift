package import Datasets
package import Tensors

/// How images are varied while training: every batch anew, from the seed and the number of the step.
///
/// Spectrograms `[frames, bands, 1]` are images, too: a shift of rows is a shift in time.
package struct Augmentation: Sendable, Hashable {
  /// Largest shift up or down, pixels; what comes in is what a stored 0 stands for. For sound: frames.
  package var rowShift = 0
  /// Largest shift to the left or right, pixels.
  package var columnShift = 0
  /// Mirrors every other image, left and right.
  package var flips = false
  /// Side of a square that is wiped out at a random place, pixels; it may hang over the border. 0: none.
  /// Source: DeVries & Taylor 2017 (arXiv 1708.04552).
  package var cutout = 0
  /// Share of batches in which every sample is mixed with another, `λ·a + (1 − λ)·b` with λ uniform in 0...1, and so are
  /// their targets. Source: Zhang et al. 2018 (arXiv 1710.09412), with α = 1.
  package var mixup: Float = 0

  package init() {}

  package var isEmpty: Bool { self == Augmentation() }

  /// - Throws: ``TrainingError/augmentation(data:)`` when the samples are no images or their targets would have to move.
  func check(_ dataset: Dataset) throws(TrainingError) {
    guard !isEmpty else { return }
    let isImage = dataset.inputShape.rank == 3
    switch dataset.targets.kind {
    case .classes where isImage: return
    case .identities, .reconstruction:
      if isImage, mixup == 0 { return }
    default: break
    }
    throw .augmentation(data: "\(dataset.targets.kind.rawValue) \(dataset.inputShape)")
  }

  /// Moves, mirrors and wipes out parts of `[N, H, W, C]`.
  func vary(_ images: inout Tensor, of dataset: Dataset, with source: inout RandomSource) {
    guard rowShift > 0 || columnShift > 0 || flips || cutout > 0, images.shape.rank == 4 else { return }
    let shape = images.shape
    let paper = (0..<shape[3]).map { dataset.normalization(0, channel: $0) }
    let before = images
    before.withElements(as: Float.self) { from in
      images.withMutableElements(as: Float.self) { to in
        for n in 0..<shape[0] {
          let pose = Pose(self, shape, &source)
          for y in 0..<shape[1] {
            for x in 0..<shape[2] {
              let pixel = ((n * shape[1] + y) * shape[2] + x) * shape[3]
              let origin = pose.origin(y, x, shape)
              for c in 0..<shape[3] {
                to[pixel + c] =
                  origin.map { from[((n * shape[1] + $0.y) * shape[2] + $0.x) * shape[3] + c] } ?? paper[c]
              }
            }
          }
        }
      }
    }
  }

  /// Mixes every sample with another of the batch, in as many batches as asked for.
  func mix(_ inputs: inout Tensor, _ targets: inout Tensor, with source: inout RandomSource) {
    guard mixup > 0, source.uniform() < mixup else { return }
    let share = source.uniform()
    let partners = source.permutation(inputs.shape[0])
    func mix(_ tensor: inout Tensor) {
      let width = tensor.shape.count / max(1, tensor.shape[0])
      let before = tensor
      before.withElements(as: Float.self) { from in
        tensor.withMutableElements(as: Float.self) { to in
          for (row, partner) in partners.enumerated() {
            for i in 0..<width {
              to[row * width + i] = share * from[row * width + i] + (1 - share) * from[partner * width + i]
            }
          }
        }
      }
    }
    mix(&inputs)
    mix(&targets)
  }
}

/// How one image is varied.
private struct Pose {
  let down: Int
  let right: Int
  let isMirrored: Bool
  let hole: (rows: Range<Int>, columns: Range<Int>)?

  init(_ augmentation: Augmentation, _ shape: Shape, _ source: inout RandomSource) {
    down = source.integer(in: -augmentation.rowShift...augmentation.rowShift)
    right = source.integer(in: -augmentation.columnShift...augmentation.columnShift)
    isMirrored = augmentation.flips && source.integer(below: 2) == 1
    guard augmentation.cutout > 0 else {
      hole = nil
      return
    }
    let top = source.integer(below: shape[1]) - augmentation.cutout / 2
    let left = source.integer(below: shape[2]) - augmentation.cutout / 2
    hole = (top..<top + augmentation.cutout, left..<left + augmentation.cutout)
  }

  /// The pixel that comes to a place; nil where there is none.
  func origin(_ y: Int, _ x: Int, _ shape: Shape) -> (y: Int, x: Int)? {
    if let hole, hole.rows.contains(y), hole.columns.contains(x) { return nil }
    let column = isMirrored ? shape[2] - 1 - x : x
    let from = (y: y - down, x: column - right)
    return (0..<shape[1]).contains(from.y) && (0..<shape[2]).contains(from.x) ? from : nil
  }
}
