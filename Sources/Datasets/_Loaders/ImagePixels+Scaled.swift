package import Formats

extension ImagePixels {
  /// The image at another size, `[height, width, channels]` levels.
  ///
  /// It is cut to the new proportions around its middle; then each new pixel is the average of what it covers, rounded to
  /// nearest, in integers. Grey becomes three equal channels; colours become `0.299 r + 0.587 g + 0.114 b`.
  /// - Parameter channels: 1 or 3.
  package func scaled(height newHeight: Int, width newWidth: Int, channels newChannels: Int) -> [UInt8] {
    guard newHeight > 0, newWidth > 0, width > 0, height > 0, levels.count == width * height * channels else {
      return []
    }
    let isWide = width * newHeight > height * newWidth
    let cutWidth = isWide ? max(1, height * newWidth / newHeight) : width
    let cutHeight = isWide ? height : max(1, width * newHeight / newWidth)
    let (left, top) = ((width - cutWidth) / 2, (height - cutHeight) / 2)
    let columns = Self.coverage(of: cutWidth, by: newWidth)
    let rows = Self.coverage(of: cutHeight, by: newHeight)
    var sums = [Int](repeating: 0, count: newHeight * newWidth * channels)
    var line = [Int](repeating: 0, count: newWidth * channels)
    for (row, targets) in rows.enumerated() {
      for index in line.indices { line[index] = 0 }
      for (column, covered) in columns.enumerated() {
        let source = ((top + row) * width + left + column) * channels
        for (target, weight) in covered {
          for channel in 0..<channels { line[target * channels + channel] += weight * Int(levels[source + channel]) }
        }
      }
      for (target, weight) in targets {
        for index in line.indices { sums[target * line.count + index] += weight * line[index] }
      }
    }
    let area = cutWidth * cutHeight
    let averages = sums.map { UInt8(clamping: ($0 + area / 2) / area) }
    return channels == newChannels ? averages : Self.recoloured(averages, from: channels)
  }

  /// For each of `count` source pixels the new pixels that cover it and by how much, in shares of `1/count` of a new pixel.
  private static func coverage(of count: Int, by newCount: Int) -> [[(target: Int, weight: Int)]] {
    (0..<count).map { source in
      // Positions in units of 1/(count · newCount) of the image.
      let (start, end) = (source * newCount, (source + 1) * newCount)
      return (start / count...(end - 1) / count).map { target in
        (target, min(end, (target + 1) * count) - max(start, target * count))
      }
    }
  }

  private static func recoloured(_ levels: [UInt8], from channels: Int) -> [UInt8] {
    guard channels == 3 else { return levels.flatMap { [$0, $0, $0] } }
    return stride(from: 0, to: levels.count, by: 3).map { index in
      UInt8(
        clamping: (299 * Int(levels[index]) + 587 * Int(levels[index + 1]) + 114 * Int(levels[index + 2]) + 500) / 1000)
    }
  }
}
