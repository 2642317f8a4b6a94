/// One option for each of several items, with the least loss in all within a budget.
package struct Knapsack: Sendable {
  /// By item and option; costs are not negative.
  private let costs: [[Double]]
  private let losses: [[Double]]

  /// Parts into which the budget is divided; a cost is rounded up to whole parts, so that no choice exceeds the budget.
  private static let parts = 4096

  package init(costs: [[Double]], losses: [[Double]]) {
    self.costs = costs
    self.losses = losses
  }

  package func cost(_ choice: [Int]) -> Double { zip(choice, costs).reduce(0) { $0 + $1.1[$1.0] } }

  /// The best choice by dynamic programming over the budget in ``parts``.
  ///
  /// Exact for costs that are whole multiples of a part; otherwise what rounding up costs is given back afterwards by
  /// the best exchanges that still fit.
  /// - Returns: `nil` when even the cheapest choice exceeds the budget.
  package func optimum(budget: Double) -> [Int]? {
    let cheapest = costs.map { row in row.indices.min { row[$0] < row[$1] } ?? 0 }
    guard cost(cheapest) <= budget else { return nil }
    // Whole costs that fit the table are counted in ones.
    let isWhole = budget <= Double(Knapsack.parts) && costs.joined().allSatisfy { $0 == $0.rounded() }
    let part = isWhole ? 1 : budget / Double(Knapsack.parts)
    let width = part > 0 ? Int(budget / part) : 0
    let steps = costs.map {
      $0.map { part > 0 ? Int(min(($0 / part).rounded(.up), Double(width + 1))) : $0 > 0 ? 1 : 0 }
    }
    var best = [Double](repeating: 0, count: width + 1)
    var taken: [[Int]] = []
    for (item, row) in losses.enumerated() {
      var next = [Double](repeating: .infinity, count: width + 1)
      var option = [Int](repeating: 0, count: width + 1)
      for (index, loss) in row.enumerated() where steps[item][index] <= width {
        for spent in steps[item][index]...width {
          let sum = best[spent - steps[item][index]] + loss
          if sum < next[spent] { (next[spent], option[spent]) = (sum, index) }
        }
      }
      best = next
      taken.append(option)
    }
    // Rounded up, even the cheapest choice may not fit.
    guard best[width].isFinite else { return improved(cheapest, budget: budget) }
    var left = width
    var choice = [Int](repeating: 0, count: costs.count)
    for item in costs.indices.reversed() {
      choice[item] = taken[item][left]
      left -= steps[item][choice[item]]
    }
    return improved(choice, budget: budget)
  }

  /// Choices that differ from one in one or two items, within the budget, those with the least loss first.
  package func neighbours(of choice: [Int], budget: Double, count: Int) -> [[Int]] {
    var found: [(loss: Double, choice: [Int])] = []
    func consider(_ candidate: [Int]) {
      guard candidate != choice, cost(candidate) <= budget else { return }
      found.append((loss(candidate), candidate))
    }
    for first in choice.indices {
      for option in costs[first].indices where option != choice[first] {
        var candidate = choice
        candidate[first] = option
        consider(candidate)
        for second in choice.indices where second > first {
          for other in costs[second].indices where other != choice[second] {
            var pair = candidate
            pair[second] = other
            consider(pair)
          }
        }
      }
    }
    return found.sorted { $0.loss < $1.loss }.prefix(count).map(\.choice)
  }

  private func loss(_ choice: [Int]) -> Double { zip(choice, losses).reduce(0) { $0 + $1.1[$1.0] } }

  private func improved(_ start: [Int], budget: Double) -> [Int] {
    var choice = start
    while let next = neighbours(of: choice, budget: budget, count: 1).first, loss(next) < loss(choice) { choice = next }
    return choice
  }
}
