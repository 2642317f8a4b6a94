/// The extents of a two-dimensional convolution on NHWC images.
package struct ConvolutionGeometry: Hashable, Sendable {
  package var batch: Int
  package var height: Int
  package var width: Int
  package var channels: Int
  package var outputChannels: Int
  package var kernelHeight: Int
  package var kernelWidth: Int
  package var strideHeight: Int
  package var strideWidth: Int
  package var dilationHeight: Int
  package var dilationWidth: Int
  package var padTop: Int
  package var padLeft: Int
  package var padBottom: Int
  package var padRight: Int
  package var groups: Int

  package init(
    batch: Int, height: Int, width: Int, channels: Int, outputChannels: Int, kernelHeight: Int, kernelWidth: Int,
    strideHeight: Int = 1, strideWidth: Int = 1, dilationHeight: Int = 1, dilationWidth: Int = 1, padTop: Int = 0,
    padLeft: Int = 0, padBottom: Int = 0, padRight: Int = 0, groups: Int = 1
  ) {
    self.batch = batch
    self.height = height
    self.width = width
    self.channels = channels
    self.outputChannels = outputChannels
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.dilationHeight = dilationHeight
    self.dilationWidth = dilationWidth
    self.padTop = padTop
    self.padLeft = padLeft
    self.padBottom = padBottom
    self.padRight = padRight
    self.groups = groups
  }

  package var outputHeight: Int {
    (height + padTop + padBottom - dilationHeight * (kernelHeight - 1) - 1) / strideHeight + 1
  }
  package var outputWidth: Int {
    (width + padLeft + padRight - dilationWidth * (kernelWidth - 1) - 1) / strideWidth + 1
  }
  /// Multiply-accumulates, border taps included.
  package var multiplyAccumulates: Int {
    batch * outputHeight * outputWidth * outputChannels * kernelHeight * kernelWidth * (channels / max(groups, 1))
  }

  var isPadded: Bool { padTop > 0 || padLeft > 0 || padBottom > 0 || padRight > 0 }

  /// Extents that a kernel can work on: all at least 1, groups that divide the channels, a window that fits.
  var isSound: Bool {
    let extents = [
      batch, height, width, channels, outputChannels, kernelHeight, kernelWidth, strideHeight, strideWidth,
      dilationHeight, dilationWidth, groups,
    ]
    return extents.allSatisfy { $0 >= 1 && $0 <= 1 << 24 }
      && [padTop, padLeft, padBottom, padRight].allSatisfy { $0 >= 0 && $0 <= 1 << 24 }
      && channels % groups == 0 && outputChannels % groups == 0
      && height + padTop + padBottom > dilationHeight * (kernelHeight - 1)
      && width + padLeft + padRight > dilationWidth * (kernelWidth - 1)
  }

  /// A 1×1 convolution is one product over all pixels; as one wide image its rows fill the tiles.
  var flattened: ConvolutionGeometry {
    guard kernelHeight == 1, kernelWidth == 1, strideHeight == 1, strideWidth == 1, !isPadded else { return self }
    var g = self
    g.width = batch * height * width
    (g.batch, g.height) = (1, 1)
    return g
  }
}
