private import CPNG

/// An image as the bytes of a PNG file.
package enum PNGWriter {
  /// - Parameter file: what errors call it.
  /// - Throws: ``FormatError`` for levels that do not fill the image, and when libpng refuses.
  package static func bytes(of pixels: ImagePixels, file: String) throws(FormatError) -> [UInt8] {
    let place = FormatError.Place(file: file, field: "PNG")
    let size = pixels.width * pixels.height * pixels.channels
    guard size > 0, pixels.levels.count == size else {
      throw .byteCount(place, expected: max(size, 1), found: pixels.levels.count)
    }
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    image.width = png_uint_32(pixels.width)
    image.height = png_uint_32(pixels.height)
    image.format = png_uint_32(pixels.channels == 3 ? PNG_FORMAT_FLAG_COLOR : 0)
    defer { png_image_free(&image) }
    // The first call tells how many bytes there will be.
    var count = png_alloc_size_t(0)
    guard png_image_write_to_memory(&image, nil, &count, 0, pixels.levels, 0, nil) != 0 else {
      throw .undecodable(place, problem: "not writable")
    }
    var bytes = [UInt8](repeating: 0, count: Int(count))
    guard png_image_write_to_memory(&image, &bytes, &count, 0, pixels.levels, 0, nil) != 0 else {
      throw .undecodable(place, problem: "not writable")
    }
    return bytes
  }
}
