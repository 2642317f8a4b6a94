package import struct Foundation.URL

/// A WAV file of one channel: PCM of 8 bits (unsigned) or 16 bits (signed, little-endian).
package struct WAVFile: Sendable, Hashable {
  /// Samples per second.
  package let sampleRate: Int
  /// 8-bit samples are moved to the upper byte: 128 becomes 0, 255 becomes 32,512.
  package let samples: [Int16]

  /// The largest file read, bytes: 17 minutes of 16-bit sound at 16 kHz.
  package static let maximumBytes = 1 << 25

  /// - Throws: ``FormatError``.
  package static func read(_ url: URL) throws(FormatError) -> WAVFile {
    try read(FileBytes.read(url, limit: maximumBytes), file: url.path)
  }

  /// - Parameter file: what errors call these bytes.
  /// - Throws: ``FormatError`` when the bytes are no RIFF/WAVE, announce more than there is, or hold something else than
  ///   PCM of one channel.
  package static func read(_ bytes: [UInt8], file: String) throws(FormatError) -> WAVFile {
    guard bytes.count >= 12 else {
      throw .truncated(.init(file: file, field: "header", offset: 0), needed: 12, found: bytes.count)
    }
    guard bytes.starts(with: Array("RIFF".utf8)), bytes[8..<12].elementsEqual("WAVE".utf8) else {
      throw .notThisFormat(.init(file: file, field: "header", offset: 0), format: "WAV")
    }
    var layout: Layout?
    var position = 12
    while position + 8 <= bytes.count {
      let name = bytes[position..<position + 4]
      let size = number(bytes, position + 4, 4)
      let start = position + 8
      guard size <= bytes.count - start else {
        throw .truncated(
          .init(file: file, field: String(decoding: name, as: UTF8.self), offset: position), needed: start + size,
          found: bytes.count)
      }
      if name.elementsEqual("fmt ".utf8) {
        layout = try Layout(bytes[start..<start + size], file: file)
      } else if name.elementsEqual("data".utf8) {
        guard let layout else { throw .missing(.init(file: file, field: "fmt", offset: position)) }
        return try WAVFile(
          sampleRate: layout.sampleRate, samples: layout.samples(of: bytes[start..<start + size], file: file))
      }
      // Chunks begin at even places.
      position = start + size + size % 2
    }
    throw .missing(.init(file: file, field: "data", offset: position))
  }

  package init(sampleRate: Int, samples: [Int16]) {
    self.sampleRate = sampleRate
    self.samples = samples
  }

  /// Little-endian.
  fileprivate static func number(_ bytes: some RandomAccessCollection<UInt8>, _ offset: Int, _ width: Int) -> Int {
    bytes.dropFirst(offset).prefix(width).reversed().reduce(0) { $0 << 8 | Int($1) }
  }

  /// What the "fmt " chunk says.
  private struct Layout {
    let sampleRate: Int
    private let bits: Int

    /// PCM, and the extensible form whose first two bytes of the subformat say PCM.
    private static let pcm = 1
    private static let extensible = 0xFFFE

    init(_ chunk: ArraySlice<UInt8>, file: String) throws(FormatError) {
      let place = FormatError.Place(file: file, field: "fmt", offset: chunk.startIndex)
      guard chunk.count >= 16 else { throw .truncated(place, needed: 16, found: chunk.count) }
      let format = number(chunk, 0, 2)
      guard format == Self.pcm || (format == Self.extensible && chunk.count >= 26 && number(chunk, 24, 2) == Self.pcm)
      else { throw .elementType(place, found: "WAV \(format)") }
      guard number(chunk, 2, 2) == 1 else {
        throw .value(place, expected: "1 channel", found: "\(number(chunk, 2, 2)) channels")
      }
      sampleRate = number(chunk, 4, 4)
      bits = number(chunk, 14, 2)
      guard bits == 8 || bits == 16 else { throw .elementType(place, found: "\(bits) bit") }
      guard (1...384_000).contains(sampleRate) else {
        throw .value(place, expected: "1…384000 Hz", found: "\(sampleRate) Hz")
      }
    }

    func samples(of data: ArraySlice<UInt8>, file: String) throws(FormatError) -> [Int16] {
      if bits == 8 { return data.map { Int16(Int($0) - 128) << 8 } }
      guard data.count % 2 == 0 else {
        throw .byteCount(
          .init(file: file, field: "data", offset: data.startIndex), expected: data.count + 1, found: data.count)
      }
      return stride(from: data.startIndex, to: data.endIndex, by: 2).map {
        Int16(bitPattern: UInt16(data[$0]) | UInt16(data[$0 + 1]) << 8)
      }
    }
  }
}
