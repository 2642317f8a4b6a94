package import Tensors

/// The plain loop over a window that slides over an image.
package enum WindowTaps {
  /// Calls `body` for every tap that lies inside the image, with the flat index of the output pixel, of the tap inside
  /// the window and of the input pixel.
  package static func forEach(
    input x: Shape, output y: Shape, kernel: Pair, window: Window,
    _ body: (_ pixel: Int, _ tap: Int, _ source: Int) -> Void
  ) {
    for n in 0..<y[0] {
      for i in 0..<y[1] {
        for j in 0..<y[2] {
          let pixel = (n * y[1] + i) * y[2] + j
          for u in 0..<kernel.height {
            let row = i * window.stride.height + u * window.dilation.height - window.padding.top
            guard row >= 0, row < x[1] else { continue }
            for v in 0..<kernel.width {
              let column = j * window.stride.width + v * window.dilation.width - window.padding.left
              guard column >= 0, column < x[2] else { continue }
              body(pixel, u * kernel.width + v, (n * x[1] + row) * x[2] + column)
            }
          }
        }
      }
    }
  }
}
