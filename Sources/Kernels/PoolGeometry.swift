/// The extents of pooling on NHWC images.
package struct PoolGeometry: Hashable, Sendable {
  package var batch: Int
  package var height: Int
  package var width: Int
  package var channels: Int
  package var kernelHeight: Int
  package var kernelWidth: Int
  package var strideHeight: Int
  package var strideWidth: Int
  package var padTop: Int
  package var padLeft: Int
  package var padBottom: Int
  package var padRight: Int

  package init(
    batch: Int, height: Int, width: Int, channels: Int, kernelHeight: Int, kernelWidth: Int, strideHeight: Int = 1,
    strideWidth: Int = 1, padTop: Int = 0, padLeft: Int = 0, padBottom: Int = 0, padRight: Int = 0
  ) {
    self.batch = batch
    self.height = height
    self.width = width
    self.channels = channels
    self.kernelHeight = kernelHeight
    self.kernelWidth = kernelWidth
    self.strideHeight = strideHeight
    self.strideWidth = strideWidth
    self.padTop = padTop
    self.padLeft = padLeft
    self.padBottom = padBottom
    self.padRight = padRight
  }

  package var outputHeight: Int { (height + padTop + padBottom - kernelHeight) / strideHeight + 1 }
  package var outputWidth: Int { (width + padLeft + padRight - kernelWidth) / strideWidth + 1 }

  /// Every window touches the image: padding is smaller than the window.
  var isSound: Bool {
    [batch, height, width, channels, kernelHeight, kernelWidth, strideHeight, strideWidth].allSatisfy { $0 >= 1 }
      && [padTop, padLeft, padBottom, padRight].allSatisfy { $0 >= 0 }
      && max(padTop, padBottom) < kernelHeight && max(padLeft, padRight) < kernelWidth
      && height + padTop + padBottom >= kernelHeight && width + padLeft + padRight >= kernelWidth
  }
}
