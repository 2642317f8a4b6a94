import Quantization
import Tensors
import Testing

@Suite("Choice within a budget")
struct KnapsackTests {
  /// Every choice there is.
  private func all(_ options: [Int]) -> [[Int]] {
    options.reduce([[]]) { found, count in found.flatMap { choice in (0..<count).map { choice + [$0] } } }
  }

  @Test("the optimum is that of trying everything, for whole and for broken costs", arguments: [true, false])
  func optimum(isWhole: Bool) throws {
    var source = RandomSource(seed: 7)
    for _ in 0..<60 {
      let options = (0..<6).map { _ in 1 + Int(source.next() % 3) }
      let unit = isWhole ? 1 : 0.37
      let costs = options.map { count in (0..<count).map { _ in Double(source.next() % 40) * unit } }
      let losses = options.map { count in (0..<count).map { _ in Double(source.next() % 1000) / 7 } }
      let budget = Double(source.next() % 160) * unit
      func total(_ choice: [Int], _ table: [[Double]]) -> Double { zip(choice, table).reduce(0) { $0 + $1.1[$1.0] } }
      let best = all(options).filter { total($0, costs) <= budget }.map { total($0, losses) }.min()
      let found = Knapsack(costs: costs, losses: losses).optimum(budget: budget)
      #expect((found == nil) == (best == nil))
      guard let found, let best else { continue }
      #expect(total(found, costs) <= budget)
      // Whole costs are counted exactly; broken ones are rounded up to 1/4096 of the budget before exchanges, so that
      // only a budget met to that part may be missed.
      #expect(total(found, losses) <= best + (isWhole ? 1e-9 : 0.02 * max(best, 1)), "\(found)")
    }
  }

  @Test("neighbours change one or two items, fit the budget, and come with the least loss first")
  func neighbours() {
    let knapsack = Knapsack(costs: [[1, 2], [1, 2], [1, 2]], losses: [[5, 1], [4, 0], [3, 2]])
    #expect(knapsack.optimum(budget: 4) == [1, 0, 0] || knapsack.optimum(budget: 4) == [0, 1, 0])
    #expect(knapsack.optimum(budget: 2.9) == nil)
    #expect(knapsack.optimum(budget: 5) == [1, 1, 0])
    // From [1, 1, 0] (loss 4, cost 5): both others with two upgrades lose 7 and 7, with one 8, 8.
    let found = knapsack.neighbours(of: [1, 1, 0], budget: 5, count: 2)
    #expect(found.count == 2)
    #expect(Set(found) == [[1, 0, 1], [0, 1, 1]])
  }

  @Test("a free choice is the one with the least loss")
  func free() {
    #expect(Knapsack(costs: [[0, 0], [0, 0]], losses: [[3, 1], [2, 9]]).optimum(budget: 0) == [1, 0])
  }
}
