import Kernels
import Tensors
import Testing

@Suite struct SelectionTests {
  @Test func slicesTakePartsOfEveryRow() throws {
    let call = try #require(KernelCall.slice(outer: 2, extent: 3, start: 1, count: 2, partBytes: 1))
    #expect(output(of: call, [[1, 2, 3, 4, 5, 6] as [UInt8]], count: 4, as: UInt8.self) == [2, 3, 5, 6])
    #expect(KernelCall.slice(outer: 2, extent: 3, start: 2, count: 2, partBytes: 1)?.kernelName == nil)
  }

  /// Runs a gather with a fault word; returns the result and the word.
  private func gathered<Index: TensorScalar>(
    _ x: [Float], extent: Int, _ indices: [Index]
  ) throws -> (y: [Float], fault: UInt32) {
    let outer = x.count / extent
    let call = try #require(
      KernelCall.gather(
        outer: outer, extent: extent, count: indices.count, partBytes: 4, indices: Index.elementType))
    #expect(call.reportsFaults)
    let buffers = [x.storage, indices.storage, Storage(byteCount: 4 * outer * indices.count), Storage(byteCount: 64)]
    run(call, buffers: buffers.map(\.base))
    return withExtendedLifetime(buffers) {
      let y = buffers[2].base.assumingMemoryBound(to: Float.self)
      return (
        Array(UnsafeBufferPointer(start: y, count: outer * indices.count)), buffers[3].base.load(as: UInt32.self)
      )
    }
  }

  @Test func gatherCountsFromBothEnds() throws {
    let x: [Float] = [1, 2, 3, 4, 5, 6]
    let wide = try gathered(x, extent: 3, [Int64(2), -3, 0])
    #expect(wide.y == [3, 1, 1, 6, 4, 4])
    #expect(wide.fault == 0)
    let narrow = try gathered(x, extent: 6, [Int32(-1), 5])
    #expect(narrow.y == [6, 6])
    #expect(narrow.fault == 0)
  }

  @Test("an index outside gives zeros and a fault, however far outside", arguments: [3, -4, Int64.max, .min])
  func gatherReportsFaults(_ index: Int64) throws {
    let found = try gathered([1, 2, 3], extent: 3, [1, index])
    #expect(found.y == [2, 0])
    #expect(found.fault == 1)
  }

  @Test func pixelsArePickedByRowAndColumn() throws {
    // Two by two pixels of two channels.
    let x: [Float] = [1, 10, 2, 20, 3, 30, 4, 40]
    let call = try #require(
      KernelCall.pickPixels(batch: 1, image: (2, 2), rows: [1, 1, 0], columns: [0, 1, 1], pixelBytes: 8))
    #expect(
      output(of: call, [x], count: 18, as: Float.self)
        == [3, 30, 4, 40, 4, 40, 3, 30, 4, 40, 4, 40, 1, 10, 2, 20, 2, 20])
    #expect(
      KernelCall.pickPixels(batch: 1, image: (2, 2), rows: [2], columns: [0], pixelBytes: 8)?.kernelName == nil)
  }

  @Test func integersBecomeReals() throws {
    func reals<Code: TensorScalar>(_ x: [Code]) throws -> [Float] where [Code]: BufferContent {
      let call = try #require(KernelCall.cast(count: x.count, from: Code.elementType))
      return output(of: call, [x], count: x.count, as: Float.self)
    }
    #expect(try reals([Int64(0), -7, 16_777_217]) == [0, -7, 16_777_216])
    #expect(try reals([Int32.min, 3]) == [-2_147_483_648, 3])
    #expect(try reals([UInt8(255), 0]) == [255, 0])
    #expect(try reals([Int8(-128), 127]) == [-128, 127])
    #expect(KernelCall.cast(count: 1, from: .float16)?.kernelName == nil)
  }
}
