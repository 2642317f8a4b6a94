import Kernels
import Tensors

/// Buffers for a call, alive while it runs.
struct Bench {
  var random: RandomSource

  init(seed: UInt64) { random = RandomSource(seed: seed) }

  mutating func floats(_ count: Int, _ range: ClosedRange<Float> = -1...1) -> [Float] {
    (0..<count).map { _ in random.uniform(range.lowerBound, range.upperBound) }
  }

  mutating func bytes(_ count: Int) -> [UInt8] { (0..<count).map { _ in UInt8(random.integer(in: 0...255)) } }

  mutating func codes(_ count: Int) -> [Int8] { (0..<count).map { _ in Int8(random.integer(in: -127...127)) } }
}

/// Runs a call on copies of the inputs; returns the output.
func output<Out: TensorScalar>(
  of call: KernelCall, _ inputs: [any BufferContent], count: Int, as: Out.Type = Out.self, pool: WorkerPool? = nil
) -> [Out] {
  var storages = inputs.map { $0.storage }
  let result = Storage(byteCount: count * MemoryLayout<Out>.stride)
  storages.append(result)
  if call.scratchBytes > 0 {
    let scratch = Storage(byteCount: call.scratchBytes)
    // Scratch arrives full of whatever was there before.
    scratch.base.initializeMemory(as: UInt8.self, repeating: 0xA5, count: call.scratchBytes)
    storages.append(scratch)
  }
  return withExtendedLifetime(storages) {
    run(call, buffers: storages.map(\.base), pool: pool)
    return Array(UnsafeBufferPointer(start: result.base.assumingMemoryBound(to: Out.self), count: count))
  }
}

/// Runs a call whose output lies in the buffer of its input at `position`; returns that buffer.
func outputInPlace<Element: TensorScalar>(
  of call: KernelCall, _ inputs: [[Element]], position: Int
) -> [Element] {
  let storages = inputs.map(\.storage)
  return withExtendedLifetime(storages) {
    run(call, buffers: storages.map(\.base) + [storages[position].base])
    return Array(
      UnsafeBufferPointer(
        start: storages[position].base.assumingMemoryBound(to: Element.self), count: inputs[position].count))
  }
}

/// An array that can be a kernel's input.
protocol BufferContent {
  var storage: Storage { get }
}

extension Array: BufferContent where Element: TensorScalar {
  var storage: Storage {
    let storage = Storage(byteCount: count * MemoryLayout<Element>.stride)
    withUnsafeBytes { if let base = $0.baseAddress { storage.base.copyMemory(from: base, byteCount: $0.count) } }
    return storage
  }
}

/// Largest absolute difference, infinite when counts differ or something is not a number.
func distance(_ a: [Float], _ b: [Double]) -> Double {
  guard a.count == b.count else { return .infinity }
  return zip(a, b).reduce(0) { worst, pair in
    let difference = abs(Double(pair.0) - pair.1)
    return difference.isNaN ? .infinity : max(worst, difference)
  }
}

func tensor<Scalar: TensorScalar>(_ elements: [Scalar]) -> Tensor { Tensor(elements) }

/// A sum of n products of numbers in [−1, 1] in float32 differs from the exact one by at most n·2⁻²⁴·n; in practice far
/// less, but any wrong term is larger than this.
func tolerance(terms: Int) -> Double { 2e-6 * Double(terms + 4) }
