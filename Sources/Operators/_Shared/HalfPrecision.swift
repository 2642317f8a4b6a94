/// The two 16-bit formats of reals, by their bits.
package enum HalfPrecision {
  /// IEEE binary16: 5 bits of exponent, 10 of fraction.
  package static func real(ofFloat16 bits: UInt16) -> Double {
    let (exponent, fraction) = (Int(bits >> 10 & 31), Double(bits & 1023))
    let sign: Double = bits >> 15 == 0 ? 1 : -1
    switch exponent {
    case 31: return fraction == 0 ? sign * .infinity : .nan
    case 0: return sign * fraction * 0x1p-24
    default: return sign * Double(sign: .plus, exponent: exponent - 15, significand: 1 + fraction / 1024)
    }
  }

  /// The upper half of a float32.
  package static func real(ofBFloat16 bits: UInt16) -> Double { Double(Float(bitPattern: UInt32(bits) << 16)) }

  /// Rounded to nearest even; beyond 65 504 and a half step infinite.
  package static func float16(_ x: Double) -> UInt16 {
    let sign: UInt16 = x.sign == .minus ? 0x8000 : 0
    guard !x.isNaN else { return 0x7E00 }
    let size = abs(x)
    guard size < 65_520 else { return sign | 0x7C00 }
    // Steps of the binade; below 2⁻¹⁴ they no longer shrink.
    let exponent = max(size < 0x1p-14 ? -14 : Int(size.exponent), -14)
    let steps = Int((size * Double(sign: .plus, exponent: 10 - exponent, significand: 1)).rounded(.toNearestOrEven))
    // A carry out of the fraction is the next exponent.
    return sign | UInt16(clamping: steps + (exponent + 14) << 10)
  }

  /// Rounded once to nearest even: through float32 with its last bit saying whether anything was lost.
  package static func bfloat16(_ x: Double) -> UInt16 {
    guard !x.isNaN else { return 0x7FC0 }
    let near = Float(x)
    var bits = near.bitPattern
    if Double(near) != x {
      if Double(near).magnitude > x.magnitude { bits -= 1 }
      bits |= 1
    }
    let (rounded, _) = bits.addingReportingOverflow(0x7FFF + bits >> 16 & 1)
    return UInt16(truncatingIfNeeded: rounded >> 16)
  }
}
