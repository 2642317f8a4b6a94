import Foundation
import Hashing
import Testing

@Suite struct SHA256DigestTests {
  @Test func `the vectors of FIPS 180-4 come out`() {
    // NIST example values for the one-block message, and the empty message.
    #expect(SHA256Digest(of: "abc").hex == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad")
    #expect(SHA256Digest(of: "").hex == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855")
  }

  @Test func `a file read in pieces has the digest of its bytes`() throws {
    let file = FileManager.default.temporaryDirectory.appendingPathComponent("sha-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: file) }
    // Longer than two pieces and not a multiple of one.
    let bytes = [UInt8]((0..<(5 << 19) + 17).map { UInt8(truncatingIfNeeded: $0 &* 31) })
    try Data(bytes).write(to: file)
    #expect(try SHA256Digest(ofFileAt: file.path) == SHA256Digest(of: bytes))
    #expect(throws: HashingError.unreadable(path: "/no/such/file", code: ENOENT)) {
      try SHA256Digest(ofFileAt: "/no/such/file")
    }
  }

  @Test func `hexadecimal digits read back and nothing else does`() {
    let digest = SHA256Digest(of: "keiryo")
    #expect(SHA256Digest(hex: digest.hex) == digest)
    #expect(SHA256Digest(hex: digest.hex.uppercased()) == nil)
    #expect(SHA256Digest(hex: String(digest.hex.dropLast())) == nil)
    #expect(SHA256Digest(hex: String(repeating: "g", count: 64)) == nil)
  }
}
