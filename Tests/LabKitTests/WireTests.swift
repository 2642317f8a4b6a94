import LabKit
import Testing

@Suite struct WireTests {
  private func roundTrip<Value: Wire>(_ value: Value) throws -> Value {
    let writer = WireWriter()
    value.encode(into: writer)
    let reader = WireReader(writer.bytes)
    let result = try Value(from: reader)
    #expect(reader.left == 0)
    return result
  }

  @Test func keepsNumbersTextsAndContainers() throws {
    #expect(try roundTrip(-7) == -7)
    #expect(try roundTrip("量子化") == "量子化")
    #expect(try roundTrip([Float.infinity, -0.0, 1.5]) == [.infinity, -0.0, 1.5])
    #expect(try roundTrip([[Int32(1)], [], [2, 3]]) == [[1], [], [2, 3]])
    #expect(try roundTrip([true, false, nil]) == [true, false, nil])
    #expect(try roundTrip(Float(bitPattern: 0x7F80_0001)).bitPattern == 0x7F80_0001)
  }

  @Test func keepsTensorsWithTheirCodes() throws {
    let parameters = QuantizationParameters(scales: [0.5, 0.25], zeroPoints: [0, 3], axis: 0)
    let tensor = try Tensor([Int8](-3...2), shape: [2, 3], quantization: parameters)
    #expect(try roundTrip(tensor) == tensor)
  }

  /// By hand: a 32-bit count, then the little-endian elements.
  @Test func hasAFixedLayout() {
    let writer = WireWriter()
    [UInt16(0x0102), 0xA0B0].encode(into: writer)
    #expect(writer.bytes == [2, 0, 0, 0, 0x02, 0x01, 0xB0, 0xA0])
  }

  @Test func refusesWhatCannotBe() {
    #expect(throws: WireError.truncated(needed: 8, left: 3)) { try Int(from: WireReader([1, 2, 3])) }
    #expect(throws: WireError.impossibleCount(0xFFFF_FFFF)) {
      try [Float](from: WireReader([255, 255, 255, 255, 0]))
    }
    #expect(throws: WireError.invalidValue(type: "Bool")) { try Bool(from: WireReader([2])) }
    #expect(throws: WireError.invalidText) { try String(from: WireReader([1, 0, 0, 0, 0xFF])) }
  }

  /// Every prefix of a valid tensor is an error and never a trap.
  @Test func refusesEveryPrefix() throws {
    let writer = WireWriter()
    try Tensor([Float](repeating: 1, count: 6), shape: [2, 3]).encode(into: writer)
    for length in 0..<writer.bytes.count {
      #expect(throws: WireError.self) { try Tensor(from: WireReader(Array(writer.bytes.prefix(length)))) }
    }
  }
}
