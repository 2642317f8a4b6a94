private import Crypto

/// A SHA-256 value (FIPS 180-4). JSON: 64 lower-case hexadecimal digits.
package struct SHA256Digest: Sendable, Hashable {
  /// Exactly 32 bytes.
  package let bytes: [UInt8]

  private init(finished hash: SHA256) { bytes = Array(hash.finalize()) }

  package init(of bytes: some Sequence<UInt8>) {
    var hash = SHA256()
    let hashed: Void? = bytes.withContiguousStorageIfAvailable {
      hash.update(bufferPointer: UnsafeRawBufferPointer($0))
    }
    if hashed == nil { hash.update(data: Array(bytes)) }
    self.init(finished: hash)
  }

  /// Of the text's UTF-8 bytes.
  package init(of text: String) { self.init(of: Array(text.utf8)) }

  /// From its printed form: 64 hexadecimal digits in lower case; nil otherwise.
  package init?(hex: String) {
    let digits = Array(hex.utf8)
    guard digits.count == 64 else { return nil }
    var bytes: [UInt8] = []
    for position in stride(from: 0, to: 64, by: 2) {
      guard let high = Self.nibble(digits[position]), let low = Self.nibble(digits[position + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    self.bytes = bytes
  }

  package var hex: String {
    let digits = Array("0123456789abcdef".utf8)
    var text: [UInt8] = []
    for byte in bytes {
      text.append(digits[Int(byte >> 4)])
      text.append(digits[Int(byte & 15)])
    }
    return String(decoding: text, as: UTF8.self)
  }

  private static func nibble(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}

extension SHA256Digest {
  /// Collects bytes that do not arrive at once.
  package struct Accumulator {
    private var hash = SHA256()

    package init() {}

    package mutating func append(_ bytes: UnsafeRawBufferPointer) { hash.update(bufferPointer: bytes) }

    /// The digest of everything appended so far.
    package var digest: SHA256Digest { SHA256Digest(finished: hash) }
  }
}

extension SHA256Digest: CustomStringConvertible {
  package var description: String { hex }
}

extension SHA256Digest: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let digest = SHA256Digest(hex: try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not 64 lower-case hexadecimal digits")
    }
    self = digest
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(hex)
  }
}
