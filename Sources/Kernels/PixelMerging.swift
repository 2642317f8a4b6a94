import CKernels

/// Neighbouring pixels of a row of results taken as channels of one, so that few channels fill the vectors.
///
/// f pixels of O channels lie in memory like one pixel of f·O channels. They are the result of a kernel that is
/// `strideWidth·(f − 1)` taps wider, moves f times as far, and holds every filter f times, each moved by one stride and
/// 0 elsewhere. Exact in codes: the added products are 0.
struct PixelMerging {
  /// Pixels taken together, 1 when there is nothing to gain.
  let factor: Int
  /// What is computed instead.
  let geometry: ConvolutionGeometry
  private let original: ConvolutionGeometry

  init(_ g: ConvolutionGeometry, kernel: keiryo_tile_kernel) {
    let isPossible = g.groups == 1 && g.dilationWidth == 1
    let factors = isPossible ? (1...4).filter { g.outputWidth % $0 == 0 } : [1]
    factor = factors.min { Self.cost(g, $0, kernel) < Self.cost(g, $1, kernel) } ?? 1
    original = g
    geometry = Self.merged(g, factor)
  }

  private static func merged(_ g: ConvolutionGeometry, _ factor: Int) -> ConvolutionGeometry {
    var merged = g
    merged.outputChannels *= factor
    merged.kernelWidth += g.strideWidth * (factor - 1)
    merged.strideWidth *= factor
    return merged
  }

  /// Vector instructions for each pixel of the original.
  private static func cost(_ g: ConvolutionGeometry, _ factor: Int, _ kernel: keiryo_tile_kernel) -> Double {
    let (panel, lanes) = (Int(kernel.columns), Int(kernel.lanes))
    let m = merged(g, factor)
    let rest = m.outputChannels % panel
    let columns = m.outputChannels - rest + (rest == 0 ? 0 : rest <= lanes ? lanes : panel)
    let group = Int(kernel.group)
    let products = m.kernelHeight * ((m.kernelWidth * m.channels + group - 1) / group)
    // To requantize and store a vector takes as long as about ten products.
    return Double(columns / lanes * (products + 10)) / Double(factor)
  }

  /// Weights `[O, kh, kw, C]` of the original in the order of ``geometry``.
  func weights(_ codes: [Int8]) -> [Int8] {
    guard factor > 1 else { return codes }
    let run = original.kernelWidth * original.channels
    let wideRun = geometry.kernelWidth * original.channels
    let rows = original.outputChannels * original.kernelHeight
    var wide = [Int8](repeating: 0, count: factor * rows * wideRun)
    for pixel in 0..<factor {
      let shift = pixel * original.strideWidth * original.channels
      for row in 0..<rows {
        let start = (pixel * rows + row) * wideRun + shift
        wide.replaceSubrange(start..<start + run, with: codes[row * run..<(row + 1) * run])
      }
    }
    return wide
  }

  /// One value for each output channel of the original, for those of ``geometry``.
  func repeated<Value>(_ values: [Value]) -> [Value] { (0..<factor).flatMap { _ in values } }
}
