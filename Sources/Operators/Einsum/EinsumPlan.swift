package import Graphs
package import Tensors

/// An equation of Einstein's sum convention with the extents that its letters have.
package struct EinsumPlan: Sendable {
  /// A letter for each axis of each operand; axes of an ellipsis have the digits of their place from the back.
  package private(set) var operands: [[Character]] = []
  package private(set) var output: [Character] = []
  package private(set) var extents: [Character: Int] = [:]

  package init(_ equation: String, _ shapes: [Shape]) throws(TypeInferenceError) {
    let compact = equation.filter { !$0.isWhitespace }
    let sides = compact.components(splitBy: "->")
    let terms = sides[0].split(separator: ",", omittingEmptySubsequences: false).map { Array($0) }
    guard sides.count <= 2, terms.count == shapes.count else {
      throw .attribute(name: "equation", problem: "\(equation) for \(shapes.count) operands")
    }
    var hidden = 0
    for (term, shape) in zip(terms, shapes) {
      let letters = try EinsumPlan.letters(term, rank: shape.rank, equation)
      hidden = max(hidden, letters.filter(\.isNumber).count)
      for (letter, extent) in zip(letters, shape.dimensions) {
        let known = extents[letter] ?? 1
        guard known == extent || known == 1 || extent == 1 else {
          throw .shape("\(letter) of \(equation) is \(known) and \(extent)")
        }
        extents[letter] = extents[letter] == nil ? extent : known == 1 ? extent : known
      }
      operands.append(letters)
    }
    let ellipsis = EinsumPlan.digits(hidden)
    if sides.count == 2 {
      let target = Array(sides[1])
      output = try EinsumPlan.letters(
        target, rank: target.filter(\.isLetter).count + (target.contains(".") ? hidden : 0), equation)
    } else {
      let counts = operands.flatMap { $0 }.reduce(into: [Character: Int]()) { $0[$1, default: 0] += 1 }
      output = ellipsis + counts.filter { $0.value == 1 && $0.key.isLetter }.keys.sorted()
    }
    guard Set(output).count == output.count, output.allSatisfy({ extents[$0] != nil }) else {
      throw .attribute(name: "equation", problem: equation)
    }
  }

  /// Digits for the axes of an ellipsis: the last axis is 0.
  private static func digits(_ count: Int) -> [Character] { (0..<count).reversed().map { Character("\($0)") } }

  private static func letters(
    _ term: [Character], rank: Int, _ equation: String
  ) throws(TypeInferenceError) -> [Character] {
    let dots = term.filter { $0 == "." }.count
    let named = term.filter(\.isLetter).count
    guard dots == 0 || dots == 3, named + dots == term.count, dots == 3 ? rank >= named : rank == named else {
      throw .attribute(name: "equation", problem: "\(equation) for rank \(rank)")
    }
    guard dots == 3, let first = term.firstIndex(of: ".") else { return term }
    guard first + 2 < term.count, term[first + 1] == ".", term[first + 2] == "." else {
      throw .attribute(name: "equation", problem: equation)
    }
    return term[..<first] + digits(rank - named) + term[(first + 3)...]
  }

  package var shape: Shape { Shape(output.map { extents[$0] ?? 1 }) }

  /// Letters that are summed over.
  package var summed: [Character] { extents.keys.filter { !output.contains($0) }.sorted() }

  /// How many products each sum has, at most `Int.max`.
  package var terms: Int {
    summed.reduce(1) { count, letter in
      let (next, overflow) = count.multipliedReportingOverflow(by: extents[letter] ?? 1)
      return overflow ? Int.max : next
    }
  }

  /// For every combination of values of some letters, in row-major order, where an operand's element lies.
  package func offsets(_ letters: [Character], operand: Int, _ shape: Shape) -> [Int] {
    var result = [0]
    for letter in letters {
      var step = 0
      for (axis, own) in operands[operand].enumerated() where own == letter && shape[axis] != 1 {
        step += shape.strides[axis]
      }
      result = result.flatMap { base in (0..<(extents[letter] ?? 1)).map { base + $0 * step } }
    }
    return result
  }
}

extension String {
  fileprivate func components(splitBy arrow: String) -> [String] {
    guard let found = ranges(of: arrow).first else { return [self] }
    return [String(self[..<found.lowerBound]), String(self[found.upperBound...])]
  }
}
