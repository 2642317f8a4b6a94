import Graphs
import Operators
import Tensors
import Testing

/// Numbers of movement, windows, sampling and sequences that a reader can check on paper.
@Suite("Hand-computed movement and sequences")
struct HandComputedShapeTests {
  private func run(_ op: any Operator, _ inputs: Tensor?...) throws -> Tensor { try op.reference(inputs)[0] }
  private func floats(_ x: [Float], _ shape: Shape) throws -> Tensor { try Tensor(x, shape: shape) }
  private func indices(_ x: [Int64], _ shape: Shape) throws -> Tensor { try Tensor(x, shape: shape) }

  @Test("repetition by broadcasting and by tiles")
  func repetition() throws {
    let column = try floats([1, 2], [2, 1])
    #expect(try run(Expand([2, 3]), column).floats == [1, 1, 1, 2, 2, 2])
    #expect(try run(Tile([2, 2]), column).floats == [1, 1, 2, 2, 1, 1, 2, 2])
  }

  @Test("a pixel's channels become a square, in both orders, and back")
  func squares() throws {
    let pixel = try floats([1, 2, 3, 4, 5, 6, 7, 8], [1, 1, 1, 8])
    // Place first: (1, 2) is the first pixel's. Channel first: channel 0 is 1…4.
    let placeFirst = try run(DepthToSpace(BlockOrder(2)), pixel)
    #expect(placeFirst.floats == [1, 2, 3, 4, 5, 6, 7, 8] && placeFirst.shape == [1, 2, 2, 2])
    let channelFirst = try run(DepthToSpace(BlockOrder(2, placeFirst: false)), pixel)
    #expect(channelFirst.floats == [1, 5, 2, 6, 3, 7, 4, 8])
    #expect(try run(SpaceToDepth(BlockOrder(2, placeFirst: false)), channelFirst).floats == pixel.floats)
  }

  @Test("elements picked and written by number, on every type")
  func numbers() throws {
    let x = Tensor([Int8(10), 20, 30, 40]).retyped(TensorType(.int8, [2, 2]))
    let picks = try indices([1, -2, 0, 0], [2, 2])
    #expect(try run(GatherElements(axis: 1), x, picks).elements(as: Int8.self) == [20, 10, 30, 30])
    #expect(try run(GatherND(), x, try indices([1, 0, 0, -1], [2, 2])).elements(as: Int8.self) == [30, 20])
    let updates = Tensor([Int8(1), 2, 100, 100]).retyped(TensorType(.int8, [2, 2]))
    // 30 + 100 + 100 wraps to −26.
    let sums = try run(ScatterElements(axis: 1, reduction: .add), x, picks, updates)
    #expect(sums.elements(as: Int8.self) == [12, 21, -26, 40])
    let rows = try run(
      ScatterND(), x, try indices([1], [1, 1]), Tensor([Int8(7), 8]).retyped(TensorType(.int8, [1, 2])))
    #expect(rows.elements(as: Int8.self) == [10, 20, 7, 8])
    #expect(throws: TypeInferenceError.self) { try run(GatherND(), x, try indices([2], [1, 1])) }
  }

  @Test("a progression, a diagonal, a triangle and one-hot rows")
  func made() throws {
    #expect(
      try run(Progression(count: 3), Tensor([Int16(5)]), Tensor([Int16(-2)])).elements(as: Int16.self) == [5, 3, 1])
    let square = try floats([1, 2, 3, 4, 5, 6], [2, 3])
    #expect(try run(EyeLike(.float32, offset: 1), square).floats == [0, 1, 0, 0, 0, 1])
    #expect(try run(Trilu(keepsUpper: false, offset: 0), square).floats == [1, 0, 0, 4, 5, 0])
    let hot = try run(OneHot(depth: 3), try indices([2, -3, 3], [3]), Tensor([Float(0), 9]))
    #expect(hot.floats == [0, 0, 9, 9, 0, 0, 0, 0, 0])
    let places = try run(NonZero(count: 2), try floats([0, 7, 0, 0, 0, -1], [2, 3]))
    #expect(places.elements(as: Int64.self) == [0, 1, 1, 2])
  }

  @Test("different elements with their places, numbers and counts")
  func unique() throws {
    let found = try Unique(sorts: false, count: 3).reference([Tensor([Int32(4), 2, 4, 9])])
    #expect(found[0].elements(as: Int32.self) == [4, 2, 9])
    #expect(found[1].elements(as: Int64.self) == [0, 1, 3])
    #expect(found[2].elements(as: Int64.self) == [0, 1, 0, 2])
    #expect(found[3].elements(as: Int64.self) == [2, 1, 1])
  }

  @Test("sequences turned round to their lengths, and a cache written to")
  func sequences() throws {
    let rows = try floats([1, 2, 3, 4, 5, 6], [2, 3])
    #expect(try run(ReverseSequence(timeAxis: 1), rows, Tensor([Int64(2), 3])).floats == [2, 1, 3, 6, 5, 4])
    let cache = try floats([0, 0, 0], [1, 3, 1])
    let written = try run(
      TensorScatter(axis: 1, isCircular: true), cache, try floats([1, 2], [1, 2, 1]), Tensor([Int64(2)]))
    #expect(written.floats == [2, 0, 1])
  }

  @Test("transposed convolution: kernels of two rows set side by side overlap")
  func transposedConvolution() throws {
    let x = try floats([1, 10], [1, 1, 2])
    let w = try floats([1, 2, 3], [1, 1, 3])
    // 1·(1, 2, 3) and, one further, 10·(1, 2, 3).
    let op = ConvTranspose(VolumeWindow(kernel: [3]))
    #expect(try run(op, x, w, nil).floats == [1, 12, 23, 30])
    let apart = ConvTranspose(VolumeWindow(kernel: [3], stride: [2], before: [1]), outputPadding: [1])
    // 1, 2, 3 + 10, 20, 30 and one more, without the first.
    #expect(try run(apart, x, w, Tensor([Float(100)])).floats == [102, 113, 120, 130, 100])
  }

  @Test("pooling with places, with counted padding, and its reverse")
  func pooling() throws {
    let x = try floats([1, 5, 2, 4, 3, 0], [1, 1, 2, 3])
    let pooled = try VolumeMaxPool(VolumeWindow(kernel: [2, 2])).reference([x])
    #expect(pooled[0].floats == [5, 5] && pooled[1].elements(as: Int64.self) == [1, 1])
    let columns = try VolumeMaxPool(VolumeWindow(kernel: [2, 2]), countsColumnsFirst: true).reference([x])
    #expect(columns[1].elements(as: Int64.self) == [2, 2])
    let ceiling = VolumeWindow(kernel: [2], stride: [2], before: [1], after: [0], isCeiling: true)
    let row = try floats([4, 6, 8], [1, 1, 3])
    // Windows (0, 4) and (6, 8): the padding counts as one of two.
    #expect(try run(VolumeAveragePool(ceiling, countsPadding: true), row).floats == [2, 7])
    #expect(try run(LpPool(VolumeWindow(kernel: [2])), try floats([3, 4, 0], [1, 1, 3])).floats == [5, 4])
    let unpooled = MaxUnpool(source: [1, 1, 4], target: [1, 1, 4])
    #expect(
      try run(unpooled, try floats([7, 8], [1, 1, 2]), try indices([2, 0], [1, 1, 2])).floats == [8, 0, 7, 0])
    let blocks = Col2Im(VolumeWindow(kernel: [2]), image: [3])
    // Positions 0 and 1 of the taps (1, 2) and (3, 4): the middle gets 2 + 3.
    #expect(try run(blocks, try floats([1, 2, 3, 4], [1, 2, 2])).floats == [1, 5, 4])
  }

  @Test("a deformed tap looks half a pixel further")
  func deformed() throws {
    let x = try floats([1, 3, 5], [1, 1, 1, 3])
    let w = try floats([2], [1, 1, 1, 1])
    let offsets = try floats([0, 0, 0, 0.5, 0, -2], [1, 2, 1, 3])
    // Between 1 and 3; 3 itself; two to the left of 5.
    #expect(try run(DeformConv(VolumeWindow(kernel: [1, 1])), x, w, offsets).floats == [4, 6, 2])
  }

  @Test("sums of products as an equation")
  func einsum() throws {
    let a = try floats([1, 2, 3, 4], [2, 2])
    #expect(try run(Einsum("ij,jk"), a, a).floats == [7, 10, 15, 22])
    #expect(try run(Einsum("ii"), a).floats == [5])
    #expect(try run(Einsum("ij->ji"), a).floats == [1, 3, 2, 4])
    #expect(try run(Einsum("...i,i->..."), a, Tensor([Float(1), -1])).floats == [-1, -1])
    #expect(try run(Det(), a).floats == [-2])
    #expect(throws: TypeInferenceError.self) { try run(Einsum("ij,jk->iz"), a, a) }
  }

  @Test("resizing a row: halves of pixels, corners, and longer steps with a wider filter")
  func resize() throws {
    let row = try floats([0, 4], [1, 2])
    func resized(_ rule: ResizeRule, _ source: Int, _ target: Int, _ x: Tensor) throws -> [Float] {
      try run(Resize(rule, [.init(source: 1, target: 1), .init(source: source, target: target)]), x).floats
    }
    // Centres at −0.25, 0.25, 0.75, 1.25 of the pixels.
    #expect(try resized(ResizeRule(.linear), 2, 4, row) == [0, 1, 3, 4])
    #expect(try resized(ResizeRule(.linear, .alignCorners), 2, 5, row) == [0, 1, 2, 3, 4])
    var filtered = ResizeRule(.linear)
    filtered.antialiases = true
    // Four pixels to two: weights 1, 3, 3, 1 around each, those beyond the end are the last one's.
    #expect(try resized(filtered, 4, 2, try floats([0, 8, 16, 24], [1, 4])) == [5, 19])
  }

  @Test("sampling: the middle of four pixels, and nothing outside")
  func sampling() throws {
    let x = try floats([1, 2, 3, 6], [1, 1, 2, 2])
    let places = try floats([0, 0, 3, 3], [1, 1, 2, 2])
    #expect(try run(GridSample(), x, places).floats == [3, 0])
    #expect(try run(GridSample(Sampling(.nearest, outside: .border)), x, places).floats[1] == 6)
    // The map that doubles x: columns at −0.5 and 0.5 go to −1 and 1.
    let grid = try run(AffineGrid([1, 2]), try floats([2, 0, 0, 0, 1, 0], [1, 2, 3]))
    #expect(grid.floats == [-1, 0, 1, 0])
    // One cell over the left half of both pixels of a row, one sample: in the middle of the first pixel.
    let region = RoiAlign(height: 1, width: 1, samplesPerSide: 1)
    #expect(try run(region, x, try floats([0, 0, 1, 1], [1, 4]), Tensor([Int64(0)])).floats == [1])
  }

  @Test("of two boxes that overlap by a half the better one stays")
  func boxes() throws {
    let boxes = try floats([0, 0, 2, 2, 0, 0, 2, 1, 5, 5, 6, 6], [1, 3, 4])
    let scores = try floats([0.5, 0.9, 0.1], [1, 1, 3])
    let strict = NonMaxSuppression(largestCount: 9, overlap: 0.4, count: 2)
    #expect(try run(strict, boxes, scores).elements(as: Int64.self) == [0, 0, 1, 0, 0, 2])
    let sure = NonMaxSuppression(largestCount: 9, overlap: 0.5, threshold: 0.2, count: 2)
    #expect(try run(sure, boxes, scores).elements(as: Int64.self) == [0, 0, 1, 0, 0, 0])
  }

  @Test("recurrent cells by the step")
  func recurrence() throws {
    let one = try floats([1], [1, 1, 1])
    let x = try floats([1, 2], [2, 1, 1])
    // A plain sum: 1, then 2 + 1.
    #expect(try run(RNN(Recurrence([.relu])), x, one, one).floats == [1, 3])
    let backward = try RNN(Recurrence([.relu], direction: .reverse)).reference([x, one, one])
    #expect(backward[0].floats == [3, 2] && backward[1].floats == [3])
    // Gates without weights are a half: h = ½·tanh(x) + ½·h, where only the new state sees x.
    let gated = try run(
      GRU(Recurrence([.sigmoid, .affine])), x, try floats([0, 0, 1], [1, 3, 1]), try floats([0, 0, 0], [1, 3, 1]))
    #expect(gated.floats == [0.5, 1.25])
    // c = ½·c + ½·x, h = ½·c.
    let memory = try LSTM(Recurrence([.sigmoid, .affine, .affine])).reference([
      x, try floats([0, 0, 0, 1], [1, 4, 1]), try floats([0, 0, 0, 0], [1, 4, 1]),
    ])
    #expect(memory[0].floats == [0.25, 0.625] && memory[2].floats == [1.25])
  }

  @Test("attention: equal scores take means of what may be seen")
  func attention() throws {
    let zeros = Tensor(zeros: .float32([1, 1, 2, 1]))
    let values = try floats([2, 6], [1, 1, 2, 1])
    #expect(try run(Attention(), zeros, zeros, values).floats == [4, 4])
    #expect(try run(Attention(isCausal: true), zeros, zeros, values).floats == [2, 4])
    let mask = Tensor([false, false, true, false]).retyped(TensorType(.bool, [2, 2]))
    #expect(try run(Attention(), zeros, zeros, values, mask).floats == [0, 2])
    // S = 1·2, then S = 2 + 1·6; each is read with q = 1.
    let ones = try floats([1, 1], [1, 2, 1])
    let heads = Attention.Heads(queries: 1, keys: 1)
    let linear = try LinearAttention(.linear, heads: heads).reference([ones, ones, try floats([2, 6], [1, 2, 1])])
    #expect(linear[0].floats == [2, 8] && linear[1].floats == [8])
    // A quarter turn of (1, 2).
    let turned = try run(
      RotaryEmbedding(), try floats([1, 2], [1, 1, 1, 2]), try floats([0], [1, 1, 1]), try floats([1], [1, 1, 1]), nil)
    #expect(turned.floats == [-2, 1])
    let causal = try CausalConvWithState().reference([
      try floats([1, 2, 3], [1, 1, 3]), try floats([10, 1], [1, 1, 2]), nil, try floats([5], [1, 1, 1]),
    ])
    #expect(causal[0].floats == [51, 12, 23] && causal[1].floats == [3])
  }
}
