import Operators
import Tensors
import Testing

/// Every element type as numbers and back.
@Suite("Elements as numbers")
struct NumbersTests {
  private func bits<Scalar: TensorScalar>(_ reals: [Double], as element: ElementType, _: Scalar.Type) throws -> [Scalar]
  {
    try Tensor(.reals(reals), as: element, shape: [reals.count]).withElements { Array($0) }
  }

  @Test("float16: the ends, ties to even and what has no exponent left")
  func float16() throws {
    // 65 519 is nearer to 65 504, 65 520 to nothing that exists; 2048 + 1 lies between two of step 2.
    let x: [Double] = [1, -2, 65_504, 65_519, 65_520, -.infinity, 2049, 2051, 0x1p-24, 0x1p-25, 0x1.8p-25, -0.0]
    let expected: [UInt16] = [
      0x3C00, 0xC000, 0x7BFF, 0x7BFF, 0x7C00, 0xFC00, 0x6800, 0x6802, 1, 0, 1, 0x8000,
    ]
    #expect(try bits(x, as: .float16, UInt16.self) == expected)
    #expect(try bits([.nan], as: .float16, UInt16.self)[0] & 0x7FFF > 0x7C00)
  }

  @Test("every float16 comes back", arguments: [ElementType.float16, .bfloat16])
  func roundTrip(_ element: ElementType) throws {
    let all = (0...UInt16.max).map { $0 }
    let tensor = Tensor(all).retyped(TensorType(element, [all.count]))
    guard case .reals(let reals) = tensor.numbers else {
      Issue.record("no reals")
      return
    }
    let again = try bits(reals, as: element, UInt16.self)
    for (before, after) in zip(all, again) where before != after {
      // Only NaN has more than one form.
      #expect(reals[Int(before)].isNaN, "\(before)")
    }
  }

  @Test("bfloat16 is rounded once, not first to float32")
  func bfloat16() throws {
    // 1 + 2⁻⁸ is a tie between 1 and 1 + 2⁻⁷; what is left of it, though float32 does not hold it, decides.
    let x: [Double] = [1, 1 + 0x1p-8, 1 + 0x1p-8 + 0x1p-40, 1 + 0x1p-7 + 0x1p-8, 3.5e38]
    #expect(try bits(x, as: .bfloat16, UInt16.self) == [0x3F80, 0x3F80, 0x3F81, 0x3F82, 0x7F80])
  }

  @Test("reals become integers without their fraction, inside the type")
  func reals() throws {
    #expect(try bits([-1.9, 1.9, 300, -300, .nan, .infinity], as: .int8, Int8.self) == [-1, 1, 127, -128, 0, 127])
    #expect(try bits([1e30, -5], as: .uint64, UInt64.self) == [.max, 0])
  }

  @Test("integers keep their low bits; elements of less than a byte lie lowest first")
  func integers() throws {
    let wide = Numbers.integers([257, -1, 128])
    #expect(try Tensor(wide, as: .uint8, shape: [3]).elements(as: UInt8.self) == [1, 255, 128])
    #expect(try Tensor(wide, as: .int8, shape: [3]).elements(as: Int8.self) == [1, -1, -128])
    let nibbles = try Tensor(.integers([7, -8, -1]), as: .int4, shape: [3])
    #expect(nibbles.withBytes { Array($0) } == [0x87, 0x0F])
    guard case .integers(let again) = nibbles.numbers else {
      Issue.record("no integers")
      return
    }
    #expect(again == [7, -8, -1])
    #expect(
      try Tensor(.integers([1, -2, -1, 0, 1]), as: .int2, shape: [5]).withBytes { Array($0) } == [0b0011_1001, 1])
  }

  @Test("a count that does not fill the shape throws")
  func misshapen() {
    for element in ElementType.allCases {
      #expect(throws: TensorError.self) { try Tensor(.integers([1, 2]), as: element, shape: [3]) }
      #expect(throws: TensorError.self) { try Tensor(.reals([1, 2]), as: element, shape: [3]) }
    }
  }
}
