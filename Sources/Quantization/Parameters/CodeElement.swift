package import Tensors

/// The integers that stand for reals.
package enum CodeElement: String, Sendable, Hashable, Codable, CaseIterable {
  case int2, int3, int4, int8, uint8

  /// Bits that a code needs.
  package var bits: Int {
    switch self {
    case .int2: 2
    case .int3: 3
    case .int4: 4
    case .int8, .uint8: 8
    }
  }

  /// How a code is stored. No file format has integers of three bits: they take the place of four.
  package var stored: ElementType {
    switch self {
    case .int2: .int2
    case .int3, .int4: .int4
    case .int8: .int8
    case .uint8: .uint8
    }
  }

  package var range: ClosedRange<Int> {
    self == .uint8 ? 0...255 : -(1 << (bits - 1))...(1 << (bits - 1)) - 1
  }
}
