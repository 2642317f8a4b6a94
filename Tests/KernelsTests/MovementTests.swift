import Kernels
import Tensors
import Testing

@Suite struct MovementTests {
  @Test func transposeAgreesWithTensors() throws {
    var bench = Bench(seed: 81)
    for (shape, permutation) in [
      ([3, 4], [1, 0]), ([17, 33], [1, 0]), ([2, 3, 5, 7], [0, 3, 1, 2]), ([2, 3, 5, 7], [0, 2, 3, 1]),
      ([2, 3, 4], [1, 0, 2]), ([1, 6, 1, 2], [3, 0, 1, 2]), ([], []), ([4, 5, 6], [2, 1, 0]),
    ] as [(Shape, [Int])] {
      let floats = try Tensor(bench.floats(shape.count), shape: shape)
      let call = try #require(KernelCall.transpose(shape: shape, permutation: permutation, elementBytes: 4))
      #expect(
        output(of: call, [floats.floats], count: shape.count, as: Float.self)
          == floats.transposed(permutation).floats)
      let bytes = try Tensor(bench.bytes(shape.count), shape: shape)
      let small = try #require(KernelCall.transpose(shape: shape, permutation: permutation, elementBytes: 1))
      #expect(
        output(of: small, [bytes.elements(as: UInt8.self)], count: shape.count, as: UInt8.self)
          == bytes.transposed(permutation).elements(as: UInt8.self))
    }
  }

  @Test func concatenateAndPadAndCopy() throws {
    let joined = try #require(KernelCall.concatenate(outer: 2, innerBytes: [2, 1]))
    #expect(
      output(of: joined, [[1, 2, 3, 4] as [UInt8], [9, 8] as [UInt8]], count: 6, as: UInt8.self)
        == [1, 2, 9, 3, 4, 8])
    let padded = try #require(KernelCall.pad(shape: [2, 2], before: [1, 0], after: [0, 1], value: [7]))
    #expect(
      output(of: padded, [[1, 2, 3, 4] as [UInt8]], count: 9, as: UInt8.self) == [7, 7, 7, 1, 2, 7, 3, 4, 7])
    let copy = try #require(KernelCall.copy(bytes: 3))
    #expect(output(of: copy, [[5, 6, 7] as [UInt8]], count: 3, as: UInt8.self) == [5, 6, 7])
  }
}
