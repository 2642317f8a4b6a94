import Tensors

extension Normalization {
  /// The mean and deviation of uint8 pixels divided by 255, channel by channel, exact sums in integers.
  ///
  /// A channel that never changes gets the deviation 1; no pixels at all give mean 0.
  init(ofPixels dataset: Dataset) {
    let channels = max(1, dataset.inputs.shape.channels)
    var sums = [Int](repeating: 0, count: channels)
    var squares = sums
    dataset.inputs.withElements(as: UInt8.self) { pixels in
      for (index, pixel) in pixels.enumerated() {
        sums[index % channels] += Int(pixel)
        squares[index % channels] += Int(pixel) * Int(pixel)
      }
    }
    let count = Double(max(1, dataset.inputs.count / channels))
    self.init(
      mean: sums.map { Float(Double($0) / count / 255) },
      deviation: zip(sums, squares).map { sum, square in
        Self.deviation(mean: Double(sum) / count, meanSquare: Double(square) / count, unit: 255)
      })
  }

  /// The mean and deviation of each column of float32 `[count, columns]`.
  init(ofColumns dataset: Dataset) {
    let columns = max(1, dataset.inputs.shape.channels)
    let count = Double(max(1, dataset.inputs.count / columns))
    var sums = [Double](repeating: 0, count: columns)
    var squares = sums
    dataset.inputs.withElements(as: Float.self) { numbers in
      for (index, number) in numbers.enumerated() { sums[index % columns] += Double(number) }
      for (index, number) in numbers.enumerated() {
        let distance = Double(number) - sums[index % columns] / count
        squares[index % columns] += distance * distance
      }
    }
    self.init(
      divisor: 1, mean: sums.map { Float($0 / count) },
      deviation: squares.map { Self.deviation(mean: 0, meanSquare: $0 / count, unit: 1) })
  }

  private static func deviation(mean: Double, meanSquare: Double, unit: Double) -> Float {
    let deviation = Float(max(0, meanSquare - mean * mean).squareRoot() / unit)
    return deviation > 0 && deviation.isFinite ? deviation : 1
  }
}
