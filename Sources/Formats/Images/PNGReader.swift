private import CPNG

/// PNG by libpng's simplified interface, which reports errors instead of jumping.
///
/// Palettes and 16 bits become 8 bits, transparent places white.
enum PNGReader {
  static func read(_ bytes: [UInt8], file: String) throws(FormatError) -> ImagePixels {
    var image = png_image()
    image.version = png_uint_32(PNG_IMAGE_VERSION)
    defer { png_image_free(&image) }
    // The bytes must stay where they are until the image is finished.
    let result: Result<ImagePixels, FormatError> = bytes.withUnsafeBytes { source in
      guard png_image_begin_read_from_memory(&image, source.baseAddress, source.count) != 0 else {
        return .failure(failure(image, file))
      }
      let (width, height) = (Int(image.width), Int(image.height))
      do throws(FormatError) { try ImageFile.check(width: width, height: height, file: file) } catch {
        return .failure(error)
      }
      let isColour = image.format & png_uint_32(PNG_FORMAT_FLAG_COLOR) != 0
      image.format = png_uint_32(isColour ? PNG_FORMAT_FLAG_COLOR : 0)
      let channels = isColour ? 3 : 1
      var white = png_color(red: 255, green: 255, blue: 255)
      var levels = [UInt8](repeating: 0, count: width * height * channels)
      let isDone = levels.withUnsafeMutableBytes { png_image_finish_read(&image, &white, $0.baseAddress, 0, nil) != 0 }
      guard isDone, image.warning_or_error & 2 == 0 else { return .failure(failure(image, file)) }
      return .success(ImagePixels(width: width, height: height, channels: channels, levels: levels))
    }
    return try result.get()
  }

  private static func failure(_ image: png_image, _ file: String) -> FormatError {
    let message = withUnsafeBytes(of: image.message) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    return .undecodable(.init(file: file, field: "PNG"), problem: message)
  }
}
