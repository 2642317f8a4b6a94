import Pruning
import Tensors
import Testing

@Suite("Magnitude pruning")
struct MagnitudePruningTests {
  @Test("Keeps the largest magnitudes, ties by index")
  func mask() throws {
    let weights = try Tensor([0.1, -0.9, 0.5, -0.5, 0, 0.3] as [Float], shape: [6])
    // Half of six stay: −0.9, 0.5 and −0.5 (a tie that both fit).
    #expect(MagnitudePruning.mask(weights, sparsity: 0.5).floats == [0, 1, 1, 1, 0, 0])
    // Two stay: −0.9 and, of the tie, the lower index.
    #expect(MagnitudePruning.mask(weights, sparsity: 4.0 / 6).floats == [0, 1, 1, 0, 0, 0])
  }

  @Test("The count is exact and never zero", arguments: [0.0, 0.1, 0.333, 0.9, 0.99, 0.9999])
  func count(sparsity: Double) {
    let weights = Tensor.random([7, 11], seed: 4)
    let kept = MagnitudePruning.mask(weights, sparsity: sparsity).floats.reduce(0, +)
    #expect(kept == Float(max(1, ((1 - sparsity) * 77).rounded())))
  }
}
