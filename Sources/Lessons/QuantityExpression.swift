/// Arithmetic with units, as a quiz writes its answer and a learner types one: `4.5 bit * 110e6 / 8`, `(3 - -1) / 255`.
///
/// Operators `+ - * / ^` and their typographic forms `− × · ÷`, parentheses, names of units, and the functions `abs`,
/// `round` (ties to even), `sqrt`, `exp`, `ln`, `log2`, `log10`. A unit directly after a number binds tightest, so that
/// `1 MB / 2 ms` is a rate. `^` takes a whole exponent.
package struct QuantityExpression: Sendable {
  package static let lengthLimit = 400
  package static let depthLimit = 32

  /// The value of `text`, in base units.
  package static func evaluate(_ text: String) throws(QuantityError) -> Quantity {
    guard text.count <= lengthLimit else { throw .tooLong }
    var parser = QuantityExpression(characters: Array(text))
    let result = try parser.sum(depth: 0)
    parser.skipSpaces()
    guard parser.position == parser.characters.count else { throw parser.unexpected() }
    guard result.value.isFinite else { throw .notFinite }
    return result
  }

  private let characters: [Character]
  private var position = 0

  private init(characters: [Character]) {
    self.characters = characters
  }

  private mutating func sum(depth: Int) throws(QuantityError) -> Quantity {
    guard depth < Self.depthLimit else { throw .tooLong }
    var left = try product(depth: depth)
    while let sign = take("+-−") {
      let right = try product(depth: depth)
      guard left.dimension == right.dimension else { throw .dimensionMismatch }
      left = Quantity(sign == "+" ? left.value + right.value : left.value - right.value, left.dimension)
    }
    return left
  }

  private mutating func product(depth: Int) throws(QuantityError) -> Quantity {
    var left = try power(depth: depth)
    while let sign = take("*×·/÷") {
      let right = try power(depth: depth)
      let isQuotient = sign == "/" || sign == "÷"
      left = Quantity(
        isQuotient ? left.value / right.value : left.value * right.value,
        left.dimension.combined(with: right.dimension, sign: isQuotient ? -1 : 1))
    }
    return left
  }

  private mutating func power(depth: Int) throws(QuantityError) -> Quantity {
    if let sign = take("+-−") {
      guard depth < Self.depthLimit else { throw .tooLong }
      let operand = try power(depth: depth + 1)
      return sign == "+" ? operand : Quantity(-operand.value, operand.dimension)
    }
    let base = try atom(depth: depth)
    guard take("^") != nil else { return base }
    let isNegative = take("-−") != nil
    let exponent = try number()
    guard exponent == exponent.rounded(), exponent <= 1024 else { throw .dimensionMismatch }
    let count = Int(exponent)
    var value = 1.0
    var dimension = Quantity.Dimension.none
    for _ in 0..<count {
      value *= base.value
      dimension = dimension.combined(with: base.dimension, sign: 1)
    }
    guard isNegative else { return Quantity(value, dimension) }
    return Quantity(1 / value, Quantity.Dimension.none.combined(with: dimension, sign: -1))
  }

  private mutating func atom(depth: Int) throws(QuantityError) -> Quantity {
    skipSpaces()
    guard position < characters.count else { throw .unexpectedEnd }
    if take("(（") != nil { return try closed(depth: depth) }
    if characters[position].isWholeNumber || characters[position] == "." {
      let value = try number()
      guard let unit = unitAhead() else { return Quantity(value) }
      return Quantity(value * unit.value, unit.dimension)
    }
    let name = nameAhead()
    guard !name.isEmpty else { throw unexpected() }
    position += name.count
    if take("(（") != nil { return try Self.apply(name, to: closed(depth: depth)) }
    guard let unit = Quantity.units[name] else { throw .unknownName(name) }
    return unit
  }

  private mutating func closed(depth: Int) throws(QuantityError) -> Quantity {
    let inner = try sum(depth: depth + 1)
    guard take(")）") != nil else { throw position < characters.count ? unexpected() : .unexpectedEnd }
    return inner
  }

  private static func apply(_ name: String, to argument: Quantity) throws(QuantityError) -> Quantity {
    switch name {
    case "abs": return Quantity(abs(argument.value), argument.dimension)
    case "round": return Quantity(argument.value.rounded(.toNearestOrEven), argument.dimension)
    default: break
    }
    guard let function = scalarFunctions[name] else { throw .unknownName(name) }
    guard argument.dimension == .none else { throw .dimensionMismatch }
    return Quantity(function(argument.value))
  }
}

extension QuantityExpression {
  /// Digits with an optional point and exponent; `,` and `_` may group digits.
  private mutating func number() throws(QuantityError) -> Double {
    skipSpaces()
    var text = ""
    while position < characters.count {
      let character = characters[position]
      let isExponentSign = (character == "-" || character == "+") && (text.last == "e" || text.last == "E")
      let startsExponent = (character == "e" || character == "E") && exponentFollows()
      if character == "," || character == "_" {
        position += 1
        continue
      }
      guard (character.isASCII && character.isNumber) || character == "." || startsExponent || isExponentSign else {
        break
      }
      text.append(character)
      position += 1
    }
    guard let value = Double(text) else { throw position < characters.count ? unexpected() : .unexpectedEnd }
    return value
  }

  private func exponentFollows() -> Bool {
    var next = position + 1
    if next < characters.count, characters[next] == "-" || characters[next] == "+" { next += 1 }
    return next < characters.count && characters[next].isASCII && characters[next].isNumber
  }

  private mutating func unitAhead() -> Quantity? {
    let start = position
    skipSpaces()
    let name = nameAhead()
    if let unit = Quantity.units[name] {
      position += name.count
      return unit
    }
    position = start
    return nil
  }

  private func nameAhead() -> String {
    let rest = characters[position...]
    if let first = rest.first, first == "%" || first == "％" { return String(first) }
    guard let first = rest.first, first.isLetter else { return "" }
    return String(rest.prefix { $0.isLetter || $0 == "2" || $0 == "1" || $0 == "0" })
  }

  private mutating func take(_ choices: String) -> Character? {
    skipSpaces()
    guard position < characters.count, choices.contains(characters[position]) else { return nil }
    defer { position += 1 }
    return characters[position]
  }

  private mutating func skipSpaces() {
    while position < characters.count, characters[position].isWhitespace { position += 1 }
  }

  private func unexpected() -> QuantityError {
    .unexpected(String(characters[position]), offset: position)
  }
}
