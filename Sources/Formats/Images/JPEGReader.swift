private import CTurboJPEG

/// JPEG by TurboJPEG, which reports errors instead of jumping.
///
/// The exact integer transform, so that every machine gets the same pixels. A file that ends early is an error, and so are
/// more than 500 scans of a progressive one, which take time without end.
enum JPEGReader {
  static func read(_ bytes: [UInt8], file: String) throws(FormatError) -> ImagePixels {
    let place = FormatError.Place(file: file, field: "JPEG")
    guard let decoder = tjInitDecompress() else { throw .undecodable(place, problem: "no decoder") }
    defer { tjDestroy(decoder) }
    func failure() -> FormatError {
      .undecodable(place, problem: tjGetErrorStr2(decoder).map { String(cString: $0) } ?? "")
    }
    var (width, height, sampling, space) = (Int32(0), Int32(0), Int32(0), Int32(0))
    let size = UInt(bytes.count)
    guard tjDecompressHeader3(decoder, bytes, size, &width, &height, &sampling, &space) == 0 else { throw failure() }
    try ImageFile.check(width: Int(width), height: Int(height), file: file)
    let isGrey = sampling == Int32(TJSAMP_GRAY.rawValue)
    let format = Int32((isGrey ? TJPF_GRAY : TJPF_RGB).rawValue)
    let channels = isGrey ? 1 : 3
    var levels = [UInt8](repeating: 0, count: Int(width) * Int(height) * channels)
    let flags = TJFLAG_ACCURATEDCT | TJFLAG_STOPONWARNING | TJFLAG_LIMITSCANS
    guard tjDecompress2(decoder, bytes, size, &levels, width, 0, height, format, flags) == 0 else { throw failure() }
    return ImagePixels(width: Int(width), height: Int(height), channels: channels, levels: levels)
  }
}
