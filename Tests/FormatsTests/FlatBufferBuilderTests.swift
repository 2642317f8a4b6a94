import Formats
import Testing

/// The bytes are computed by hand from the format's description.
@Suite("FlatBuffers, written")
struct FlatBufferBuilderTests {
  @Test("a table of one number: offset, identifier, vtable, table")
  func oneField() {
    var builder = FlatBufferBuilder()
    let table = builder.table([.int32(7)])
    #expect(
      builder.finished(root: table, identifier: "TEST") == [
        16, 0, 0, 0, 0x54, 0x45, 0x53, 0x54,
        // Two bytes make the whole a multiple of four; the vtable: its bytes, the table's bytes, place of field 0.
        0, 0, 6, 0, 8, 0, 4, 0,
        // The table: six bytes back to its vtable, then the number.
        6, 0, 0, 0, 7, 0, 0, 0,
      ])
  }

  @Test("absent fields at the end are not stated, one in the middle as 0; wide fields stand first")
  func layout() {
    var builder = FlatBufferBuilder()
    let table = builder.table([.uint8(1), nil, .uint16(0x0203), nil])
    #expect(
      builder.finished(root: table, identifier: "TEST") == [
        20, 0, 0, 0, 0x54, 0x45, 0x53, 0x54,
        0, 0, 10, 0, 8, 0, 7, 0, 0, 0, 4, 0,
        10, 0, 0, 0, 3, 2, 0, 1,
      ])
  }

  @Test("tables of one layout share a vtable, and a vector refers to them forwards")
  func sharing() {
    var builder = FlatBufferBuilder()
    let first = builder.table([.int32(1)])
    let second = builder.table([.int32(2)])
    let root = builder.table([.reference(builder.vector([first, second]))])
    #expect(
      builder.finished(root: root, identifier: "TEST") == [
        8, 0, 0, 0, 0x54, 0x45, 0x53, 0x54,
        // The root; its vtable is the shared one, 30 bytes further on.
        0xE2, 0xFF, 0xFF, 0xFF, 4, 0, 0, 0,
        // Two references, each counted from its own place.
        2, 0, 0, 0, 24, 0, 0, 0, 4, 0, 0, 0,
        // The second table, 10 bytes before the vtable, and two bytes that make the next a multiple of four.
        0xF6, 0xFF, 0xFF, 0xFF, 2, 0, 0, 0, 0, 0,
        // The vtable and the first table.
        6, 0, 8, 0, 4, 0, 6, 0, 0, 0, 1, 0, 0, 0,
      ])
  }

  @Test("a text has its length in front and a zero behind that does not count")
  func text() {
    var builder = FlatBufferBuilder()
    let root = builder.table([.reference(builder.string("añ"))])
    let bytes = builder.finished(root: root, identifier: "TEST")
    #expect(Array(bytes.suffix(8)) == [3, 0, 0, 0, 0x61, 0xC3, 0xB1, 0])
  }

  @Test("data lies at multiples of its alignment from the start of the file", arguments: 0..<9)
  func alignment(extra: Int) {
    var builder = FlatBufferBuilder(capacity: 64)
    let filler = builder.string(String(repeating: "x", count: extra))
    let content = (0..<100).map { UInt8($0 + 100) }
    let data = content.withUnsafeBytes { builder.vector(bytes: $0, count: $0.count, alignment: 16) }
    let numbers = builder.vector([Int64(-2), .max])
    let root = builder.table([.reference(filler), .reference(data), .reference(numbers)])
    let bytes = builder.finished(root: root, identifier: "TEST")
    let place = bytes.indices.first { bytes[$0...].starts(with: content) }
    #expect(place.map { $0 % 16 } == 0)
    let wide = [0xFE, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF] as [UInt8]
    #expect(bytes.indices.first { bytes[$0...].starts(with: wide) }.map { $0 % 8 } == 0)
    #expect(bytes.count % 16 == 0)
  }
}
