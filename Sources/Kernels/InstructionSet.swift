import CKernels
import Foundation

/// The instructions that kernels may use. Every kernel of a level also exists on the levels below it.
package enum InstructionSet: String, Sendable, Hashable, CaseIterable {
  case scalar
  /// x86-64: AVX2 with FMA; AVX-512 F, BW, DQ, VL; with VNNI.
  case avx2, avx512, avx512vnni
  /// AArch64: Advanced SIMD; with the dot product of ARMv8.2.
  case neon, neonDotprod

  /// The best level of this processor, or the one that the environment variable `KEIRYO_ISA` names when it is lower.
  package static let detected: InstructionSet = {
    let best = available.last ?? .scalar
    guard let name = ProcessInfo.processInfo.environment["KEIRYO_ISA"],
      let limit = available.first(where: { $0.rawValue == name })
    else { return best }
    return limit
  }()

  /// The levels that this processor can run, from the plainest to the best.
  package static var available: [InstructionSet] {
    let features = keiryo_detected_features()
    return allCases.filter { $0.features & ~features == 0 }
  }

  /// The features that kernels of this level may ask for.
  var features: UInt32 {
    let avx2 = UInt32(KEIRYO_AVX2)
    let avx512 = avx2 | UInt32(KEIRYO_AVX512)
    switch self {
    case .scalar: return 0
    case .avx2: return avx2
    case .avx512: return avx512
    // Tables of bytes came later than VNNI: used where they are, not asked for.
    case .avx512vnni: return avx512 | UInt32(KEIRYO_AVX512VNNI) | keiryo_detected_features() & UInt32(KEIRYO_AVX512VBMI)
    case .neon: return UInt32(KEIRYO_NEON)
    case .neonDotprod: return UInt32(KEIRYO_NEON) | UInt32(KEIRYO_NEON_DOTPROD)
    }
  }

  /// True on an x86-64 processor without dot products of bytes. The instruction that serves there adds pairs of products
  /// in 16 bits and saturates; our kernels widen first and do not.
  package static var pairsSaturate: Bool { available.contains(.avx2) && !available.contains(.avx512vnni) }

  var loops: UnsafePointer<keiryo_loops> { keiryo_loops_for(features) }
  var loopsName: String { String(cString: loops.pointee.name) }
}
