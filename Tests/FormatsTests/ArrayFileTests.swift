import Formats
import Foundation
import Tensors
import Testing

@Suite("NPY and IDX")
struct ArrayFileTests {
  private func npy(_ header: String, _ data: [UInt8]) -> [UInt8] {
    [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count & 0xFF), UInt8(header.utf8.count >> 8)]
      + Array(header.utf8) + data
  }

  @Test("an NPY file as NumPy writes it")
  func numpy() throws {
    // numpy.save of numpy.array([[1, -2], [3, 4]], numpy.int32), header as NumPy 2.4 writes it.
    let header = "{'descr': '<i4', 'fortran_order': False, 'shape': (2, 2), }"
    let padded = header + String(repeating: " ", count: 117 - header.utf8.count) + "\n"
    let data = [Int32(1), -2, 3, 4].withUnsafeBytes { Array($0) }
    let tensor = try NPYFile.read(npy(padded, data), file: "test")
    #expect(tensor == (try Tensor([Int32(1), -2, 3, 4], shape: [2, 2])))
    #expect(try NPYFile.bytes(of: tensor) == npy(padded, data), "our bytes are NumPy's")
  }

  @Test("NPY round trips, from scalars to empty arrays")
  func roundTrip() throws {
    let tensors = [
      try Tensor([Float(0.5)], shape: .scalar), try Tensor([Float](), shape: [0, 3]), Tensor([Int8(-1), 2]),
      try Tensor([UInt8(1), 2, 3, 4, 5, 6], shape: [1, 2, 3]), Tensor([Int64.min, Int64.max]),
    ]
    for tensor in tensors { #expect(try NPYFile.read(NPYFile.bytes(of: tensor), file: "test") == tensor) }
  }

  @Test("every element type round trips; elements of four and two bits arrive one to a byte")
  func elementTypes() throws {
    for element in ElementType.allCases {
      var tensor = Tensor(zeros: TensorType(element, [3]))
      tensor.withMutableBytes { bytes in for i in bytes.indices { bytes[i] = element == .bool ? UInt8(i & 1) : 0x71 } }
      let read = try NPYFile.read(NPYFile.bytes(of: tensor), file: "test")
      guard element.bitWidth < 8 else {
        #expect(read == tensor)
        continue
      }
      // 0x71 is 1 and then 7; the third element is the low nibble of the second byte.
      // In two bits it is 1, 0 and 3, which is −1.
      let codes: [ElementType: Tensor] = [
        .int4: Tensor([Int8(1), 7, 1]), .uint4: Tensor([UInt8(1), 7, 1]), .int2: Tensor([Int8(1), 0, -1]),
        .uint2: Tensor([UInt8(1), 0, 3]),
      ]
      #expect(read == codes[element])
      let packed = try #require(read.packed(as: element))
      #expect(packed.element == element && packed.unpacked() == read)
    }
    #expect(Tensor([Int8(-8), 7, -1]).packed(as: .int4)?.unpacked() == Tensor([Int8(-8), 7, -1]))
    #expect(Tensor([Int8(8)]).packed(as: .int4) == nil && Tensor([UInt8(16)]).packed(as: .uint4) == nil)
  }

  @Test(
    "malformed NPY headers throw",
    arguments: [
      "", "{", "{}", "{'descr': '<f4'}", "{'descr': '<c8', 'fortran_order': False, 'shape': (1,)}",
      "{'descr': '<f4', 'fortran_order': True, 'shape': (1,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (-1,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (4294967296, 4294967296)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,1,1,1,1,1,1,1,1,1)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (2,)}",
      "{'descr': '<f4', 'fortran_order': False, 'shape': (1,",
      "{'descr: '<f4'}", "{'evil': '__import__', 'descr': '<f4', 'fortran_order': False, 'shape': (1,)}",
    ])
  func badHeader(header: String) {
    #expect(throws: FormatError.self) { try NPYFile.read(npy(header, [0, 0, 0, 0]), file: "test") }
  }

  @Test("tensor files of every element type round trip; no truncation is read as something else")
  func tensorFiles() throws {
    let url = FileManager.default.temporaryDirectory.appending(
      path: "keiryo-" + String(UInt64.random(in: .min ... .max), radix: 36) + ".pb")
    defer { try? FileManager.default.removeItem(at: url) }
    for element in ElementType.allCases {
      var tensor = Tensor(zeros: TensorType(element, [3, 1]))
      tensor.withMutableBytes { bytes in for i in bytes.indices { bytes[i] = UInt8(i & 1) } }
      try ONNXTensorFile.write(tensor, name: "t", to: url)
      #expect(try ONNXTensorFile.read(url) == tensor)
      let bytes = try ONNXTensorFile.bytes(of: tensor)
      for length in bytes.indices {
        try Data(bytes[..<length]).write(to: url)
        #expect(throws: FormatError.self) { try ONNXTensorFile.read(url) }
      }
    }
    let empty = Tensor(zeros: .float32([0, 2]))
    try ONNXTensorFile.write(empty, to: url)
    #expect(try ONNXTensorFile.read(url) == empty)
  }

  @Test("every truncation of an NPY file throws, and so does a byte too many")
  func npyTruncations() throws {
    let bytes = try NPYFile.bytes(of: Tensor([Float(1), 2]))
    for length in bytes.indices {
      #expect(throws: FormatError.self) { try NPYFile.read(Array(bytes[..<length]), file: "test") }
    }
    #expect(throws: FormatError.self) { try NPYFile.read(bytes + [0], file: "test") }
  }

  @Test("IDX is big-endian")
  func idx() throws {
    let bytes: [UInt8] = [0, 0, 0x0B, 2, 0, 0, 0, 1, 0, 0, 0, 2, 0x01, 0x02, 0xFF, 0xFE]
    #expect(try IDXFile.read(bytes, file: "test") == (try Tensor([Int16(258), -2], shape: [1, 2])))
    for length in bytes.indices {
      #expect(throws: FormatError.self) { try IDXFile.read(Array(bytes[..<length]), file: "test") }
    }
    #expect(throws: FormatError.self) { try IDXFile.read(bytes + [0], file: "test") }
  }

  @Test(
    "malformed IDX headers throw",
    arguments: [
      [1, 0, 8, 1, 0, 0, 0, 1, 0], [0, 0, 7, 1, 0, 0, 0, 1, 0], [0, 0, 8, 255], [0, 0, 8, 1, 0xFF, 0xFF, 0xFF, 0xFF],
      [0, 0, 8, 3, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF, 0x7F, 0xFF, 0xFF, 0xFF],
    ] as [[UInt8]])
  func badIDX(bytes: [UInt8]) {
    #expect(throws: FormatError.self) { try IDXFile.read(bytes, file: "test") }
  }

  /// `gzip -n` of the IDX file 00 00 08 01 00 00 00 03 01 02 03, by Python's gzip with mtime 0.
  private let zipped: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63, 0x60, 0xE0, 0x60, 0x64, 0x60, 0x60, 0x60,
    0x66, 0x64, 0x62, 0x06, 0x00, 0x8B, 0xE5, 0xBD, 0xA4, 0x0B, 0x00, 0x00, 0x00,
  ]

  @Test("gzip is unwrapped; every truncation and every flipped bit is noticed or harmless")
  func gzip() throws {
    let expected = Tensor([UInt8(1), 2, 3])
    #expect(try IDXFile.read(zipped, file: "test") == expected)
    for length in zipped.indices {
      #expect(throws: FormatError.self) { try IDXFile.read(Array(zipped[..<length]), file: "test") }
    }
    // Bytes 4–9 are time, flags and system, which no reader looks at.
    for position in zipped.indices where !(4..<10).contains(position) {
      for bit in 0..<8 {
        var changed = zipped
        changed[position] ^= 1 << bit
        if let read = try? IDXFile.read(changed, file: "test") { #expect(read == expected) }
      }
    }
  }

  /// `gzip` of the IDX header of 2²⁰ − 1 bytes that is followed by none: it announces what its size cannot hold.
  private let lying: [UInt8] = [
    0x1F, 0x8B, 0x08, 0x00, 0x00, 0x00, 0x00, 0x00, 0x02, 0x03, 0x63, 0x60, 0xE0, 0x60, 0x64, 0xE0, 0xFF, 0xFF,
    0x1F, 0x00, 0x76, 0x21, 0x6B, 0x01, 0x08, 0x00, 0x00, 0x00,
  ]

  @Test("a small file that announces much is refused before memory is taken")
  func bomb() {
    #expect(throws: FormatError.self) { try IDXFile.read(lying, file: "test") }
  }

  @Test("the MNIST files")
  func mnist() throws {
    guard let folder = SharedFiles.folder("data/mnist") else { return }
    let images = try IDXFile.read(folder.appending(path: "t10k-images-idx3-ubyte.gz"))
    let labels = try IDXFile.read(folder.appending(path: "t10k-labels-idx1-ubyte.gz"))
    #expect(images.shape == [10_000, 28, 28] && labels.shape == [10_000])
    // The first test digits, as everyone knows them.
    #expect(labels.elements(as: UInt8.self).prefix(10) == [7, 2, 1, 0, 4, 1, 4, 9, 5, 9])
  }

  @Test("logits that PyTorch stored")
  func logits() throws {
    guard let folder = SharedFiles.folder("models/pytorch") else { return }
    let logits = try NPYFile.read(folder.appending(path: "lenet_mnist.logits1000.npy"))
    #expect(logits.shape == [1000, 10] && logits.element == .float32)
    let first = logits.floats.prefix(10)
    #expect(first.firstIndex(of: first.max() ?? 0) == 7)
  }
}
