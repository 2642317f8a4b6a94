import Formats
import Foundation
import Tensors
import Testing

@Suite("WAV files")
struct WAVFileTests {
  private func little(_ value: Int, _ width: Int) -> [UInt8] { (0..<width).map { UInt8(value >> (8 * $0) & 0xFF) } }

  private func wav(
    format: Int = 1, channels: Int = 1, rate: Int = 16_000, bits: Int = 16, data: [UInt8], before: [UInt8] = [],
    extra: [UInt8] = []
  ) -> [UInt8] {
    let block = channels * bits / 8
    var fmt = little(format, 2) + little(channels, 2)
    fmt += little(rate, 4) + little(rate * block, 4)
    fmt += little(block, 2) + little(bits, 2) + extra
    var chunks = Array("fmt ".utf8) + little(fmt.count, 4) + fmt + before
    chunks += Array("data".utf8) + little(data.count, 4) + data
    return Array("RIFF".utf8) + little(4 + chunks.count, 4) + Array("WAVE".utf8) + chunks
  }

  @Test("16 bits are little-endian, 8 bits have their zero at 128")
  func samples() throws {
    let wide = try WAVFile.read(wav(data: [0x01, 0x00, 0xFF, 0xFF, 0x00, 0x80]), file: "a.wav")
    #expect(wide == WAVFile(sampleRate: 16_000, samples: [1, -1, -32_768]))
    let narrow = try WAVFile.read(wav(rate: 8_000, bits: 8, data: [128, 255, 0]), file: "a.wav")
    #expect(narrow == WAVFile(sampleRate: 8_000, samples: [0, 32_512, -32_768]))
  }

  @Test("other chunks are passed over, one of odd length with its filling byte; the extensible form is read")
  func chunks() throws {
    let list = Array("LIST".utf8) + little(3, 4) + [1, 2, 3, 0]
    #expect(try WAVFile.read(wav(data: [5, 0], before: list), file: "a.wav").samples == [5])
    let extensible = little(22, 2) + little(16, 2) + little(4, 4) + little(1, 2) + [UInt8](repeating: 0, count: 14)
    #expect(try WAVFile.read(wav(format: 0xFFFE, data: [5, 0], extra: extensible), file: "a.wav").samples == [5])
  }

  @Test("what is no PCM of one channel is refused")
  func refusals() {
    let files = [
      wav(channels: 2, data: [0, 0, 0, 0]), wav(bits: 24, data: [0, 0, 0]),
      wav(format: 3, bits: 32, data: [0, 0, 0, 0]),
      wav(format: 0xFFFE, data: [0, 0]), wav(rate: 0, data: [0, 0]), wav(rate: 4_000_000_000, data: [0, 0]),
      wav(data: [0, 0, 0]), Array("RIFX".utf8) + [UInt8](repeating: 0, count: 40),
    ]
    for bytes in files { #expect(throws: FormatError.self) { try WAVFile.read(bytes, file: "a.wav") } }
  }

  @Test("cut anywhere or changed at random: sound or an error")
  func hostile() {
    let whole = wav(data: [UInt8](repeating: 9, count: 64))
    for length in 0..<whole.count {
      #expect(throws: FormatError.self) { try WAVFile.read(Array(whole[..<length]), file: "a.wav") }
    }
    var source = RandomSource(seed: 5)
    for _ in 0..<3_000 {
      var bytes = whole
      for _ in 0..<source.integer(in: 1...5) {
        bytes[source.integer(below: bytes.count)] = UInt8(source.integer(below: 256))
      }
      if let sound = try? WAVFile.read(bytes, file: "a.wav") { #expect(sound.samples.count <= 64) }
    }
  }
}

@Suite("CSV files")
struct CSVFileTests {
  private func fields(_ text: String) throws -> [[String]] {
    try CSVFile.read(Array(text.utf8), file: "a.csv").rows.map(\.fields)
  }

  @Test("fields, quotes, line ends")
  func tables() throws {
    #expect(try fields("a,b\n1,2\n") == [["a", "b"], ["1", "2"]])
    #expect(try fields("a,b\r\n1,2") == [["a", "b"], ["1", "2"]])
    #expect(try fields("a,b\r1,2\r") == [["a", "b"], ["1", "2"]])
    #expect(try fields("\u{FEFF}a,\n\n,b\n") == [["a", ""], ["", "b"]])
    #expect(try fields("\"x, \"\"y\"\"\n z\",2\n3,\"\"\n") == [["x, \"y\"\n z", "2"], ["3", ""]])
    #expect(try fields("") == [])
    #expect(try CSVFile.read(Array("a\n\"b\nc\"\n\nd\n".utf8), file: "x").rows.map(\.line) == [1, 2, 5])
  }

  @Test("rows of another length, open or misplaced quotes and other bytes than UTF-8 throw")
  func refusals() {
    for text in ["a,b\n1\n", "a,b\n1,2,3\n", "\"a\n", "\"a\"b,c\n", "a\"b,c\n"] {
      #expect(throws: FormatError.self, "\(text)") { try fields(text) }
    }
    #expect(throws: FormatError.self) { try CSVFile.read([0x61, 0xFF, 0x0A], file: "x") }
    let wide = [UInt8](repeating: 0x2C, count: CSVFile.maximumFields + 1)
    #expect(throws: FormatError.self) { try CSVFile.read(wide, file: "x") }
  }

  @Test("changed at random: a table or an error")
  func hostile() {
    let whole = Array("a,\"b\nc\",d\r\n1,2,\"3\"\"\"\n,,\n".utf8)
    var source = RandomSource(seed: 6)
    for _ in 0..<3_000 {
      var bytes = whole
      for _ in 0..<source.integer(in: 1...6) {
        bytes[source.integer(below: bytes.count)] = [0x22, 0x2C, 0x0A, 0x0D, 0x61, 0xC3][source.integer(below: 6)]
      }
      bytes = Array(bytes.prefix(source.integer(in: 0...bytes.count)))
      guard let rows = try? CSVFile.read(bytes, file: "x").rows else { continue }
      #expect(Set(rows.map(\.fields.count)).count <= 1)
    }
  }
}
