import EdgeRuntime
import Tensors
import Testing

@Suite("Memory plan")
struct MemoryPlanTests {
  typealias Buffer = MemoryPlan.Buffer

  @Test("A chain of three needs two buffers at a time")
  func chain() {
    // Lives 0–1, 1–2, 2–3 of 128, 64 and 128 bytes: at step 1 and 2 there are 192 bytes alive.
    let buffers = [
      Buffer(byteCount: 128, life: 0...1), Buffer(byteCount: 64, life: 1...2), Buffer(byteCount: 128, life: 2...3),
    ]
    let plan = MemoryPlan(buffers)
    #expect(plan.lowerBound == 192)
    #expect(plan.byteCount == 192)
    #expect(plan.unshared == 320)
    #expect(plan.isSound(for: buffers))
  }

  @Test("Sizes are rounded up to the alignment")
  func alignment() {
    #expect(MemoryPlan([Buffer(byteCount: 1, life: 0...0)]).byteCount == 64)
    #expect(MemoryPlan([Buffer(byteCount: 17, life: 0...0)], alignment: 16).byteCount == 32)
  }

  @Test("Execution order reaches the bound where size order does not (MobileNet's first blocks)")
  func portfolio() {
    // Activation bytes of the first layers of MobileNetV1-0.25 at 96×96, int8.
    let sizes = [27_648, 18_432, 18_432, 36_864, 9_216, 18_432, 18_432, 18_432]
    let buffers = sizes.enumerated().map { Buffer(byteCount: $1, life: $0...($0 + 1)) }
    let plan = MemoryPlan(buffers)
    #expect(plan.lowerBound == 55_296)
    #expect(plan.byteCount == plan.lowerBound)
    #expect(plan.isSound(for: buffers))
  }

  @Test("Ten thousand buffers are placed soundly, close to the bound")
  func many() {
    var source = RandomSource(seed: 4)
    let buffers = (0..<10_000).map { step in
      Buffer(byteCount: source.integer(in: 64...100_000), life: step...(step + source.integer(below: 20)))
    }
    let plan = MemoryPlan(buffers)
    #expect(plan.isSound(for: buffers))
    // First and best fit of intervals stay below 1.5 of the bound here; nobody sharing would take hundreds of times it.
    #expect(Double(plan.byteCount) < 1.5 * Double(plan.lowerBound))
  }

  @Test("The peak is the step with the most bytes alive")
  func peak() {
    let buffers = [
      Buffer(byteCount: 64, life: 0...1), Buffer(byteCount: 256, life: 2...3), Buffer(byteCount: 64, life: 3...4),
    ]
    #expect(MemoryPlan(buffers).peakStep == 3)
  }

  @Test("No two live buffers share a byte, never below the bound, never above no sharing", arguments: 0..<40)
  func random(seed: Int) {
    var source = RandomSource(seed: UInt64(seed))
    let count = source.integer(in: 1...40)
    let buffers = (0..<count).map { _ in
      let first = source.integer(below: 30)
      return Buffer(byteCount: source.integer(in: 0...5_000), life: first...(first + source.integer(below: 10)))
    }
    let plan = MemoryPlan(buffers)
    #expect(plan.isSound(for: buffers), "seed \(seed)")
    #expect(plan.byteCount >= plan.lowerBound, "seed \(seed)")
    #expect(plan.byteCount <= plan.unshared, "seed \(seed)")
  }

  @Test("The soundness check sees a planted overlap")
  func soundnessCanFail() {
    let apart = [Buffer(byteCount: 64, life: 0...0), Buffer(byteCount: 64, life: 1...1)]
    let together = [Buffer(byteCount: 64, life: 0...1), Buffer(byteCount: 64, life: 1...1)]
    let plan = MemoryPlan(apart)
    #expect(plan.byteCount == 64)
    #expect(!plan.isSound(for: together))
  }
}
