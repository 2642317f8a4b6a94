import Kernels

/// Convolution by its definition, in Double, and its gradients.
struct ReferenceConvolution {
  let g: ConvolutionGeometry

  /// Visits every product: output, input and weight index (OHWI); input is nil in the padding.
  func visit(_ body: (_ output: Int, _ input: Int?, _ weight: Int) -> Void) {
    let (groupInputs, groupOutputs) = (g.channels / g.groups, g.outputChannels / g.groups)
    for n in 0..<g.batch {
      for oy in 0..<g.outputHeight {
        for ox in 0..<g.outputWidth {
          for o in 0..<g.outputChannels {
            let output = ((n * g.outputHeight + oy) * g.outputWidth + ox) * g.outputChannels + o
            for ky in 0..<g.kernelHeight {
              for kx in 0..<g.kernelWidth {
                let iy = oy * g.strideHeight + ky * g.dilationHeight - g.padTop
                let ix = ox * g.strideWidth + kx * g.dilationWidth - g.padLeft
                let inside = (0..<g.height).contains(iy) && (0..<g.width).contains(ix)
                for c in 0..<groupInputs {
                  let channel = o / groupOutputs * groupInputs + c
                  let input = ((n * g.height + iy) * g.width + ix) * g.channels + channel
                  body(
                    output, inside ? input : nil, ((o * g.kernelHeight + ky) * g.kernelWidth + kx) * groupInputs + c)
                }
              }
            }
          }
        }
      }
    }
  }

  var outputCount: Int { g.batch * g.outputHeight * g.outputWidth * g.outputChannels }
  var inputCount: Int { g.batch * g.height * g.width * g.channels }
  var weightCount: Int { g.outputChannels * depth }
  var depth: Int { g.kernelHeight * g.kernelWidth * (g.channels / g.groups) }

  func output(_ x: [Float], _ w: [Float], _ bias: [Float]?) -> [Double] {
    var y = (0..<outputCount).map { Double(bias?[$0 % g.outputChannels] ?? 0) }
    visit { output, input, weight in if let input { y[output] += Double(x[input]) * Double(w[weight]) } }
    return y
  }

  func inputGradient(_ dy: [Float], _ w: [Float]) -> [Double] {
    var dx = [Double](repeating: 0, count: inputCount)
    visit { output, input, weight in if let input { dx[input] += Double(dy[output]) * Double(w[weight]) } }
    return dx
  }

  func weightGradient(_ x: [Float], _ dy: [Float]) -> [Double] {
    var dw = [Double](repeating: 0, count: weightCount)
    visit { output, input, weight in if let input { dw[weight] += Double(dy[output]) * Double(x[input]) } }
    return dw
  }

  /// Codes: exact sums of `(x − zero)·w`.
  func sums(_ x: [UInt8], zero: Int32, _ w: [Int8], _ bias: [Int32]) -> [Int32] {
    var y = (0..<outputCount).map { bias[$0 % g.outputChannels] }
    visit { output, input, weight in
      if let input { y[output] += (Int32(x[input]) - zero) * Int32(w[weight]) }
    }
    return y
  }

  /// Depthwise weights [kh][kw][C·m] in OHWI order.
  static func depthwiseToOHWI<Element>(_ w: [Element], taps: Int, channels: Int) -> [Element] {
    (0..<channels).flatMap { o in (0..<taps).map { w[$0 * channels + o] } }
  }

  static let geometries: [ConvolutionGeometry] = [
    // The tile boundaries of every kernel in pixels and channels, thin first layers, every attribute.
    ConvolutionGeometry(batch: 1, height: 1, width: 1, channels: 1, outputChannels: 1, kernelHeight: 1, kernelWidth: 1),
    ConvolutionGeometry(
      batch: 2, height: 7, width: 5, channels: 3, outputChannels: 17, kernelHeight: 3, kernelWidth: 3, padTop: 1,
      padLeft: 1, padBottom: 1, padRight: 1),
    ConvolutionGeometry(
      batch: 1, height: 9, width: 9, channels: 1, outputChannels: 20, kernelHeight: 5, kernelWidth: 5),
    ConvolutionGeometry(
      batch: 1, height: 15, width: 13, channels: 5, outputChannels: 33, kernelHeight: 3, kernelWidth: 2,
      strideHeight: 2, strideWidth: 3, padTop: 2, padLeft: 0, padBottom: 1, padRight: 1),
    ConvolutionGeometry(
      batch: 2, height: 8, width: 9, channels: 6, outputChannels: 4, kernelHeight: 3, kernelWidth: 3,
      dilationHeight: 2, dilationWidth: 2, padTop: 2, padLeft: 2, padBottom: 2, padRight: 2, groups: 2),
    // 1,960 pixels: 14 batches of as many rows as a batch may have.
    ConvolutionGeometry(
      batch: 1, height: 28, width: 70, channels: 3, outputChannels: 5, kernelHeight: 1, kernelWidth: 1),
    ConvolutionGeometry(
      batch: 3, height: 5, width: 3, channels: 16, outputChannels: 48, kernelHeight: 1, kernelWidth: 1),
    ConvolutionGeometry(
      batch: 1, height: 6, width: 6, channels: 9, outputChannels: 65, kernelHeight: 1, kernelWidth: 1, strideHeight: 2,
      strideWidth: 2),
    ConvolutionGeometry(
      batch: 1, height: 16, width: 14, channels: 32, outputChannels: 32, kernelHeight: 3, kernelWidth: 3, padTop: 1,
      padLeft: 1, padBottom: 1, padRight: 1),
    ConvolutionGeometry(
      batch: 2, height: 4, width: 4, channels: 8, outputChannels: 8, kernelHeight: 3, kernelWidth: 3, padTop: 1,
      padLeft: 1, padBottom: 1, padRight: 1, groups: 8),
    // Few output channels in rows that two, three or four pixels divide.
    ConvolutionGeometry(
      batch: 2, height: 6, width: 10, channels: 1, outputChannels: 8, kernelHeight: 3, kernelWidth: 3, padTop: 1,
      padLeft: 1, padBottom: 1, padRight: 1),
    ConvolutionGeometry(
      batch: 1, height: 8, width: 12, channels: 1, outputChannels: 12, kernelHeight: 5, kernelWidth: 5),
    ConvolutionGeometry(
      batch: 1, height: 7, width: 20, channels: 2, outputChannels: 5, kernelHeight: 2, kernelWidth: 3, strideHeight: 2,
      strideWidth: 2, padTop: 1, padLeft: 2, padBottom: 0, padRight: 1),
    ConvolutionGeometry(
      batch: 2, height: 5, width: 18, channels: 3, outputChannels: 3, kernelHeight: 1, kernelWidth: 1, strideHeight: 2,
      strideWidth: 2),
    ConvolutionGeometry(
      batch: 1, height: 12, width: 4, channels: 8, outputChannels: 1, kernelHeight: 3, kernelWidth: 3,
      dilationHeight: 2, padTop: 2, padLeft: 1, padBottom: 2, padRight: 1),
    ConvolutionGeometry(
      batch: 1, height: 3, width: 40, channels: 4, outputChannels: 150, kernelHeight: 3, kernelWidth: 40),
    // Gradients: more images than lanes, with strides; more positions than one product takes; phases without a tap; a
    // border wider than the window.
    ConvolutionGeometry(
      batch: 11, height: 9, width: 8, channels: 16, outputChannels: 24, kernelHeight: 3, kernelWidth: 3,
      strideHeight: 2, strideWidth: 2, padTop: 1, padLeft: 1, padBottom: 1, padRight: 1),
    ConvolutionGeometry(
      batch: 2, height: 24, width: 20, channels: 16, outputChannels: 5, kernelHeight: 3, kernelWidth: 3, padTop: 1,
      padLeft: 1, padBottom: 1, padRight: 1),
    ConvolutionGeometry(
      batch: 2, height: 6, width: 5, channels: 16, outputChannels: 7, kernelHeight: 1, kernelWidth: 1, strideHeight: 2,
      strideWidth: 3),
    ConvolutionGeometry(
      batch: 1, height: 5, width: 5, channels: 16, outputChannels: 4, kernelHeight: 3, kernelWidth: 3, padTop: 4,
      padLeft: 4, padBottom: 4, padRight: 4),
    ConvolutionGeometry(
      batch: 9, height: 7, width: 7, channels: 32, outputChannels: 12, kernelHeight: 3, kernelWidth: 3,
      strideHeight: 2, strideWidth: 2, dilationHeight: 2, dilationWidth: 3, padTop: 2, padLeft: 3, padBottom: 1,
      padRight: 3, groups: 2),
  ]
}
