/// A number with the physical dimension it was computed in, held in base units (bit, second, joule, operation, decibel).
package struct Quantity: Hashable, Sendable {
  /// Exponents of the base units; all zero for a bare ratio.
  package struct Dimension: Hashable, Sendable {
    var bit = 0
    var second = 0
    var joule = 0
    var operation = 0
    var decibel = 0

    package static let none = Dimension()

    func combined(with other: Dimension, sign: Int) -> Dimension {
      Dimension(
        bit: bit + sign * other.bit, second: second + sign * other.second, joule: joule + sign * other.joule,
        operation: operation + sign * other.operation, decibel: decibel + sign * other.decibel)
    }

    package init(bit: Int = 0, second: Int = 0, joule: Int = 0, operation: Int = 0, decibel: Int = 0) {
      self.bit = bit
      self.second = second
      self.joule = joule
      self.operation = operation
      self.decibel = decibel
    }
  }

  package let value: Double
  package let dimension: Dimension

  package init(_ value: Double, _ dimension: Dimension = .none) {
    self.value = value
    self.dimension = dimension
  }

  /// Whether `other` has the same dimension and lies within `relative` · |self| of this one.
  package func isClose(to other: Quantity, relative: Double) -> Bool {
    guard dimension == other.dimension, other.value.isFinite else { return false }
    return abs(value - other.value) <= relative * abs(value) + abs(value) * 1e-12
  }
}

extension Quantity {
  /// Units a quiz or a learner may write, as factor and dimension.
  ///
  /// Decimal prefixes are powers of 1,000 (KB and kB alike) and KiB, MiB, GiB powers of 1,024, as in IEC 80000-13.
  /// Names are matched with their case, because ms and MS, or mW and MW, differ by it.
  static let units: [String: Quantity] = {
    let bit = Dimension(bit: 1)
    let second = Dimension(second: 1)
    let hertz = Dimension(second: -1)
    let joule = Dimension(joule: 1)
    let watt = Dimension(second: -1, joule: 1)
    let operation = Dimension(operation: 1)
    var table: [String: Quantity] = [
      "bit": Quantity(1, bit), "bits": Quantity(1, bit), "ビット": Quantity(1, bit), "kbit": Quantity(1e3, bit),
      "Mbit": Quantity(1e6, bit), "Gbit": Quantity(1e9, bit), "min": Quantity(60, second), "h": Quantity(3600, second),
      "Hz": Quantity(1, hertz), "kHz": Quantity(1e3, hertz), "MHz": Quantity(1e6, hertz), "GHz": Quantity(1e9, hertz),
      "J": Quantity(1, joule), "mJ": Quantity(1e-3, joule), "µJ": Quantity(1e-6, joule), "nJ": Quantity(1e-9, joule),
      "Wh": Quantity(3600, joule), "mWh": Quantity(3.6, joule), "W": Quantity(1, watt), "mW": Quantity(1e-3, watt),
      "dB": Quantity(1, Dimension(decibel: 1)), "%": Quantity(0.01), "％": Quantity(0.01), "x": Quantity(1),
      "倍": Quantity(1),
    ]
    for (name, factor) in [("s", 1.0), ("ms", 1e-3), ("µs", 1e-6), ("us", 1e-6), ("ns", 1e-9), ("秒", 1.0)] {
      table[name] = Quantity(factor, second)
    }
    for (prefix, factor) in [("", 1.0), ("k", 1e3), ("K", 1e3), ("M", 1e6), ("G", 1e9)] {
      table[prefix + "B"] = Quantity(8 * factor, bit)
    }
    for (prefix, factor) in [("Ki", 1024.0), ("Mi", 1_048_576), ("Gi", 1_073_741_824)] {
      table[prefix + "B"] = Quantity(8 * factor, bit)
    }
    table["バイト"] = Quantity(8, bit)
    for (prefix, factor) in [("", 1.0), ("k", 1e3), ("M", 1e6), ("G", 1e9), ("T", 1e12)] {
      for name in ["MAC", "MACs", "op", "ops", "OP", "FLOP"] { table[prefix + name] = Quantity(factor, operation) }
    }
    return table
  }()
}

/// Why an expression has no value.
package enum QuantityError: Error, Hashable, Sendable {
  /// Longer than ``QuantityExpression/lengthLimit`` characters or nested deeper than ``QuantityExpression/depthLimit``.
  case tooLong
  case unexpected(String, offset: Int)
  case unexpectedEnd
  case unknownName(String)
  /// Sums and comparisons of different dimensions, or a function of something with a dimension.
  case dimensionMismatch
  /// Division by zero, the logarithm of a negative number and the like.
  case notFinite
}
