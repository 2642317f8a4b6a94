import EdgeRuntime
import Testing

/// The activations of the five reference models of MLPerf Tiny, in codes, at 16-byte alignment. The bounds are those that
/// the files' own planner reaches or misses; every value is a buffer of its own, as in those files.
@Suite("Memory plans of the MLPerf Tiny models")
struct TinyModelPlanTests {
  /// A chain of values, each read by the next step; ``residuals`` are read once more, later.
  private func plan(_ bytes: [Int], residuals: [(value: Int, step: Int)] = []) -> MemoryPlan {
    let buffers = bytes.enumerated().map { position, size in
      let last = residuals.filter { $0.value == position }.map(\.step).max() ?? 0
      // A value that is made at step p − 1 is read at step p; the last one is the output.
      return MemoryPlan.Buffer(byteCount: size, life: max(position - 1, 0)...max(last, min(position, bytes.count - 2)))
    }
    let plan = MemoryPlan(buffers, alignment: 16)
    #expect(plan.isSound(for: buffers))
    #expect(plan.byteCount == plan.lowerBound)
    return plan
  }

  @Test("AD, ten layers of an autoencoder: 768 bytes")
  func anomaly() {
    #expect(plan([640, 128, 128, 128, 128, 8, 128, 128, 128, 128, 640]).byteCount == 768)
  }

  @Test("KWS, DS-CNN: 16,000 bytes")
  func keyword() {
    let features = 25 * 5 * 64
    #expect(plan([490] + Array(repeating: features, count: 9) + [64, 64, 12, 12]).byteCount == 16_000)
  }

  @Test("IC, ResNet-8: 49,152 bytes, three maps at an addition")
  func image() {
    let (wide, middle, narrow) = (32 * 32 * 16, 16 * 16 * 32, 8 * 8 * 64)
    // 0 image, 1 stem, 2–3 convolutions, 4 sum; 5–6 convolutions, 7 shortcut, 8 sum; 9–10, 11, 12; pool, dense, softmax.
    let bytes = [
      3_072, wide, wide, wide, wide, middle, middle, middle, middle, narrow, narrow, narrow, narrow, 64, 64, 10, 10,
    ]
    let residuals = [(1, 3), (4, 6), (6, 7), (8, 10), (10, 11)]
    #expect(plan(bytes, residuals: residuals.map { (value: $0.0, step: $0.1) }).byteCount == 49_152)
  }

  @Test("VWW, MobileNetV1-0.25 at 96 × 96: 55,296 bytes")
  func person() {
    // Side and channels of every map: stem, then depthwise and pointwise in turns.
    let early = [(48, 8), (48, 8), (48, 16), (24, 16), (24, 32), (24, 32), (24, 32), (12, 32)]
    let middle = Array(repeating: (12, 64), count: 3)
    let late = [(6, 64)] + Array(repeating: (6, 128), count: 11) + [(3, 128), (3, 256), (3, 256), (3, 256)]
    let maps = early + middle + late
    let bytes = [96 * 96 * 3] + maps.map { $0.0 * $0.0 * $0.1 } + [256, 256, 2, 2]
    #expect(plan(bytes).byteCount == 55_296)
  }

  @Test("Streaming wake word, DS-CNN over time: 6,656 bytes")
  func wakeWord() {
    // Frames and channels: the third map is the widest beside its neighbour.
    let bytes = [30 * 40, 28 * 40, 28 * 128, 24 * 128, 24 * 128, 16 * 128, 16 * 128, 8 * 128, 8 * 32, 8 * 32, 3, 3]
    #expect(plan(bytes).byteCount == 6_656)
  }
}
