package import struct Foundation.URL

/// An image as levels `0...255`, row by row, the channels of a pixel together.
package struct ImagePixels: Sendable, Hashable {
  package let width: Int
  package let height: Int
  /// 1 (grey) or 3 (red, green, blue).
  package let channels: Int
  /// `height · width · channels` levels.
  package let levels: [UInt8]

  package init(width: Int, height: Int, channels: Int, levels: [UInt8]) {
    self.width = width
    self.height = height
    self.channels = channels
    self.levels = levels
  }
}

/// Images from files: PNG, JPEG, and the binary PGM and PPM. The first bytes decide, not the name.
package enum ImageFile {
  /// The largest file read, bytes, and the largest image made, pixels.
  package static let maximumBytes = 1 << 26
  package static let maximumPixels = 1 << 25
  /// Names end so, in any case of letters.
  package static let extensions = ["jpeg", "jpg", "pgm", "png", "ppm"]

  /// - Throws: ``FormatError``.
  package static func read(_ url: URL) throws(FormatError) -> ImagePixels {
    try read(FileBytes.read(url, limit: maximumBytes), file: url.path)
  }

  /// - Parameter file: what errors call these bytes.
  /// - Throws: ``FormatError`` for other bytes, damaged ones, and an image above ``maximumPixels``.
  package static func read(_ bytes: [UInt8], file: String) throws(FormatError) -> ImagePixels {
    if bytes.starts(with: [0x89, 0x50, 0x4E, 0x47]) { return try PNGReader.read(bytes, file: file) }
    if bytes.starts(with: [0xFF, 0xD8, 0xFF]) { return try JPEGReader.read(bytes, file: file) }
    if bytes.starts(with: [0x50]) { return try PNMReader.read(bytes, file: file) }
    guard !bytes.isEmpty else {
      throw .truncated(.init(file: file, field: "header", offset: 0), needed: 4, found: 0)
    }
    throw .notThisFormat(.init(file: file, field: "header", offset: 0), format: "PNG, JPEG, PGM, PPM")
  }

  /// - Throws: ``FormatError`` when there is no pixel or there are too many.
  static func check(width: Int, height: Int, file: String) throws(FormatError) {
    guard width > 0, height > 0 else {
      throw .shape(.init(file: file, field: "header"), found: [height, width])
    }
    let (pixels, overflow) = width.multipliedReportingOverflow(by: height)
    guard !overflow, pixels <= maximumPixels else {
      throw .limit(
        .init(file: file, field: "header"), name: "pixels", allowed: maximumPixels, found: overflow ? Int.max : pixels)
    }
  }
}
