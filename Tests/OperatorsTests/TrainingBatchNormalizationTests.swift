import Graphs
import Kernels
import Operators
import Tensors
import Testing

/// All results of both rooms; the laws look at the first one only.
@Suite("Batch normalization while training")
struct TrainingBatchNormalizationTests {
  /// `torch.nn.functional.batch_norm` of PyTorch 2.15.0 in float64, ε = 10⁻³, and its gradients. Two images of 1 × 3
  /// pixels with two channels, the second far from 0.
  @Test("forward and gradient agree with PyTorch")
  func pytorch() throws {
    let shape: Shape = [2, 1, 3, 2]
    let x = try Tensor(
      [-1.5, 10, 0.25, 10.625, 2, 10.25, -0.25, 10.875, 1.5, 10.5, -0.75, 10.125] as [Float], shape: shape)
    let dy = try Tensor(
      [-1.5, -0.25, 0, 0.25, 1.5, 0.75, -0.5, 0, 1, 0.5, -1, -0.25] as [Float], shape: shape)
    let (scale, bias) = (Tensor([1.5, -0.5] as [Float]), Tensor([0.25, 1] as [Float]))
    let forward = try TrainingBatchNormalization(epsilon: 1e-3).reference([x, scale, bias])
    let expected: [[Double]] = [
      [
        -1.85009435, 1.65353635, 0.301221813, 0.621636852, 2.45253798, 1.24077655, -0.313439948, 0.208877054,
        1.83787622, 0.828016751, -0.928101709, 1.44715645,
      ],
      [0.208333333, 10.3958333], [1.48784722, 0.0907118056],
    ]
    let gradients = try TrainingBatchNormalizationGradient(epsilon: 1e-3)
      .reference([x, scale, forward[1], forward[2], dy])
    let expectedGradients: [[Double]] = [
      [
        0.0755217968, 0.489989152, 0.058125006, -0.0229875312, 0.0407282152, -1.03603287, -0.0247133053, 0.514789432,
        -0.0421100961, -0.498255912, -0.107551617, 0.552497734,
      ],
      [6.33443093, 0.550346397], [-0.5, 1],
    ]
    for (found, wanted) in zip(forward + gradients, expected + expectedGradients) {
      #expect(found.count == wanted.count)
      // Mean and variance pass through float32: 2⁻²⁴ of 10.4, divided by a deviation of 0.3.
      for (a, b) in zip(found.floats, wanted) { #expect(abs(Double(a) - b) < 5e-6) }
    }
  }

  @Test(
    "kernels give statistics and gradients of the vectors, for any number of threads",
    arguments: TrainingBatchNormalization.samples.indices)
  func kernels(_ index: Int) throws {
    for sample in [TrainingBatchNormalization.samples[index], TrainingBatchNormalizationGradient.samples[index]] {
      let inputs = sample.inputs.compactMap { $0 }
      let expected = try sample.op.reference(sample.inputs)
      var first: [[Float]]?
      for (level, threads) in InstructionSet.available.map({ ($0, 1) }) + [(.detected, 2), (.detected, 3)] {
        let request = KernelRequest(
          inputs: inputs.map(\.type), constants: inputs.map { _ in nil }, outputs: expected.map(\.type),
          instructionSet: level)
        let call = try #require((sample.op as? any Accelerated)?.kernel(for: request)).call
        let buffers = inputs.map(copy)
        let results = expected.map { Storage(byteCount: $0.byteCount) }
        let scratch = Storage(byteCount: call.scratchBytes)
        let pool = threads > 1 ? WorkerPool(threads: threads, sharesShortSteps: true) : nil
        withExtendedLifetime((buffers, scratch)) {
          run(call, buffers: (buffers + results + [scratch]).map(\.base), pool: pool)
        }
        let found = zip(results, expected).map { Tensor(storage: $0, type: $1.type) }
        for (a, b) in zip(found, expected) {
          let largest = max(1, b.floats.reduce(0) { max($0, abs($1)) })
          // Sums of some hundred terms in float32, joined in float64.
          for (u, v) in zip(a.floats, b.floats) { #expect(abs(u - v) <= 0x1p-18 * largest, "\(level), \(threads)") }
        }
        if level == .detected {
          #expect(first == nil || first == found.map(\.floats), "\(threads) threads")
          first = found.map(\.floats)
        }
      }
    }
  }

  private func copy(_ tensor: Tensor) -> Storage {
    let storage = Storage(byteCount: tensor.byteCount)
    tensor.withBytes { if let base = $0.baseAddress { storage.base.copyMemory(from: base, byteCount: $0.count) } }
    return storage
  }

  @Test("no digit is lost far from 0: 16-bit integers around 10⁴ have the variance of those around 0")
  func farFromZero() throws {
    let near = (0..<4_096).map { Float($0 % 32) / 16 - 1 }
    let rows = near.count / 2
    func variances(_ offset: Float) throws -> [Float] {
      let x = try Tensor(near.map { $0 + offset }, shape: [rows, 2])
      let call = try #require(KernelCall.batchNormalization(rows: rows, channels: 2, epsilon: 1e-5))
      let buffers = [x, Tensor(repeating: 1, shape: [2]), Tensor(zeros: .float32([2]))].map(copy)
      let results = [x.byteCount, 8, 8, call.scratchBytes].map { Storage(byteCount: $0) }
      withExtendedLifetime((buffers, results)) { run(call, buffers: (buffers + results).map(\.base)) }
      return Tensor(storage: results[2], type: .float32([2])).floats
    }
    // Multiples of 1/16 around 8192 are exact, so the deviations are: (16² − 1)/12 of squares of 1/8.
    for variance in try variances(0) + variances(8_192) { #expect(abs(variance - 255.0 / 12 / 64) < 1e-5) }
  }
}
