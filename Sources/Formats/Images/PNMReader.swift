/// The binary forms of PGM (`P5`) and PPM (`P6`) with levels of one byte.
enum PNMReader {
  static func read(_ bytes: [UInt8], file: String) throws(FormatError) -> ImagePixels {
    guard bytes.count > 2, bytes[0] == 0x50, bytes[1] == 0x35 || bytes[1] == 0x36 else {
      throw .notThisFormat(.init(file: file, field: "header", offset: 0), format: "PGM, PPM (P5, P6)")
    }
    let channels = bytes[1] == 0x35 ? 1 : 3
    var position = 2
    let width = try number(bytes, &position, file, "width")
    let height = try number(bytes, &position, file, "height")
    let maximum = try number(bytes, &position, file, "maximum")
    guard (1...255).contains(maximum) else {
      throw .value(.init(file: file, field: "maximum", offset: position), expected: "1…255", found: "\(maximum)")
    }
    try ImageFile.check(width: width, height: height, file: file)
    // One white space stands between the header and the levels.
    let (start, size) = (position + 1, width * height * channels)
    guard bytes.count >= start + size else {
      throw .truncated(
        .init(file: file, field: "levels", offset: start), needed: start + size, found: bytes.count)
    }
    guard bytes.count == start + size else {
      throw .trailingBytes(.init(file: file, field: "levels", offset: start), count: bytes.count - start - size)
    }
    let levels = bytes[start...].map { maximum == 255 ? $0 : UInt8(min(255, (Int($0) * 255 + maximum / 2) / maximum)) }
    return ImagePixels(width: width, height: height, channels: channels, levels: levels)
  }

  /// The next decimal number, after white space and comments (`#` to the end of a line).
  private static func number(
    _ bytes: [UInt8], _ position: inout Int, _ file: String, _ field: String
  ) throws(FormatError) -> Int {
    var isComment = false
    while position < bytes.count, isComment || bytes[position] == 0x23 || isSpace(bytes[position]) {
      isComment = bytes[position] == 0x23 || (isComment && bytes[position] != 0x0A)
      position += 1
    }
    let place = FormatError.Place(file: file, field: field, offset: position)
    var value = 0
    var digits = 0
    while position < bytes.count, case let digit = bytes[position], (0x30...0x39).contains(digit) {
      guard digits < 9 else { throw .limit(place, name: field, allowed: 999_999_999, found: Int.max) }
      value = value * 10 + Int(digit - 0x30)
      (digits, position) = (digits + 1, position + 1)
    }
    guard position < bytes.count else { throw .truncated(place, needed: position + 1, found: bytes.count) }
    guard digits > 0, isSpace(bytes[position]) else {
      throw .value(place, expected: "a number", found: "byte \(bytes[position])")
    }
    return value
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0D).contains(byte) }
}
