import Foundation
import Kernels
import Tensors
import Testing

@Suite struct StepListTests {
  @Test func runsInOrderOrOneStepAlone() throws {
    let (x, y) = ([-2, 3] as [Float], [0, 0] as [Float])
    let buffers = [x.storage, y.storage]
    let negate = try #require(KernelCall.unary(.negate, count: 2))
    let clamp = try #require(KernelCall.unary(.clamp(low: 0, high: 100), count: 2))
    let list = StepList([(negate, [buffers[0].base, buffers[1].base]), (clamp, [buffers[1].base, buffers[1].base])])
    func result() -> [Float] { (0..<2).map { buffers[1].base.load(fromByteOffset: 4 * $0, as: Float.self) } }
    list.run()
    #expect(result() == [2, 0])
    list.run(step: 0)
    #expect(result() == [2, -3])
    list.run(step: 1)
    #expect(result() == [2, 0])
    #expect(list.count == 2)
  }

  /// Workers that slept wake up again, and pools can be made and ended many times.
  @Test func poolsSleepAndEnd() throws {
    let x = (0..<100_000).map { Float($0) }
    let call = try #require(KernelCall.unary(.negate, count: x.count))
    for _ in 0..<10 {
      let pool = WorkerPool(threads: 3)
      for pause in [0.0, 0.0, 0.001] {
        Thread.sleep(forTimeInterval: pause)
        #expect(output(of: call, [x], count: x.count, as: Float.self, pool: pool) == x.map { -$0 })
      }
    }
    #expect(WorkerPool(threads: 0).threads == 1)
  }

  /// A list tries now and then whether sharing pays: what comes out is the same in and between trials.
  @Test func everyRunOfASharedListGivesTheSame() throws {
    let x = (0..<100_000).map { Float($0) }
    let call = try #require(KernelCall.unary(.negate, count: x.count))
    let buffers = [x.storage, x.storage]
    let pool = WorkerPool(threads: 2)
    let list = StepList([(call, buffers.map(\.base))], pool: pool)
    for run in 0..<1_100 {
      memset(buffers[1].base, 0, 4 * x.count)
      list.run()
      let isNegated = buffers[1].base.withMemoryRebound(to: Float.self, capacity: x.count) { y in
        (0..<x.count).allSatisfy { y[$0] == -x[$0] }
      }
      #expect(isNegated, "run \(run)")
    }
    withExtendedLifetime(buffers) {}
  }

  @Test func optimizersFollowTheirFormulas() {
    for isa in InstructionSet.available {
      var (p, v) = ([1, 2] as [Float], [0.5, 0] as [Float])
      sgdStep(
        parameters: &p, gradients: [1, -1], velocity: &v, count: 2,
        SGDOptions(learningRate: 0.5, momentum: 0.5, weightDecay: 0.25), instructionSet: isa)
      // v = 0.5·v + g + 0.25·p; p −= 0.5·v.
      #expect(v == [1.5, -0.5])
      #expect(p == [0.25, 2.25])

      var (q, m, s) = ([1, 1] as [Float], [0, 0] as [Float], [0, 0] as [Float])
      adamStep(
        parameters: &q, gradients: [2, -3], first: &m, second: &s, count: 2, step: 1,
        AdamOptions(learningRate: 0.1, weightDecay: 0.5), instructionSet: isa)
      // The first step of Adam moves by the learning rate against the sign; decay takes 0.1·0.5·p.
      #expect(abs(q[0] - 0.85) < 1e-6)
      #expect(abs(q[1] - 1.05) < 1e-6)
      #expect(abs(m[0] - 0.2) < 1e-6)
      // 1 − 0.999 is 5·10⁻⁵ off in float32.
      #expect(abs(s[1] - 0.009) < 1e-6)
    }
  }
}
