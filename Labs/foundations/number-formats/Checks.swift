import JudgeKit

@main enum Checks {
  static func main() {
    Judge.run(sixteenBits + eightBits + affineIntegers + measuring)
  }

  // MARK: Task 1

  static var sixteenBits: [Check] {
    [
      Check("half-values", task: 1, ja: "fp16：表せる値はそのまま", en: "fp16: representable values stay") {
        trial throws(CheckFailure) in
        // Every code that is a number: 63,488 of 65,536.
        let codes = (0...UInt16.max).filter { Float16(bitPattern: $0).isFinite }
        try trial.examine(Encodings.half, codes.map { Float(Float16(bitPattern: $0)) })
      },
      Check("half-rounding", task: 1, ja: "fp16：最近接偶数への丸め", en: "fp16: round to nearest, ties to even") {
        trial throws(CheckFailure) in
        let magnitudes = (0..<UInt16(0x7BFF)).map { Float(Float16(bitPattern: $0)) }
        try trial.examine(Encodings.half, around(magnitudes, next: { Float(Float16($0).nextUp) }))
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(Encodings.half, (0..<4_096).map { _ in source.uniform(-70_000, 70_000) })
        }
      },
      Check("half-specials", task: 1, ja: "fp16：あふれ、無限大、NaN", en: "fp16: overflow, infinity, NaN") {
        trial throws(CheckFailure) in
        try trial.examine(
          Encodings.half, [65_519.996, 65_520, 1e30, .greatestFiniteMagnitude].flatMap { [$0, -$0] } + specials)
      },
      Check("bfloat-rounding", task: 1, ja: "bf16：最近接偶数への丸め", en: "bf16: round to nearest, ties to even") {
        trial throws(CheckFailure) in
        let codes = stride(from: UInt32(0), to: 0x7F7F, by: 1)
        let magnitudes = codes.map { Float(bitPattern: $0 << 16) }
        try trial.examine(Encodings.brainFloat, magnitudes + magnitudes.map { -$0 })
        try trial.examine(
          Encodings.brainFloat, around(magnitudes, next: { Float(bitPattern: $0.bitPattern + 0x1_0000) }))
      },
      Check("bfloat-specials", task: 1, ja: "bf16：あふれ、無限大、NaN", en: "bf16: overflow, infinity, NaN") {
        trial throws(CheckFailure) in
        try trial.examine(Encodings.brainFloat, [Float.greatestFiniteMagnitude, -.greatestFiniteMagnitude] + specials)
      },
    ]
  }

  // MARK: Task 2

  static var eightBits: [Check] {
    [
      Check("e4m3-rounding", task: 2, ja: "E4M3：表せる値と丸め", en: "E4M3: representable values and rounding") {
        trial throws(CheckFailure) in
        try byteRounding(trial, Encodings.e4m3, Encodings.e4m3Values)
      },
      Check("e4m3-saturation", task: 2, ja: "E4M3：飽和と NaN", en: "E4M3: saturation and NaN") {
        trial throws(CheckFailure) in
        try trial.examine(Encodings.e4m3, [Float(449), 464, 465, 480, 1e9].flatMap { [$0, -$0] } + specials)
      },
      Check("e5m2-rounding", task: 2, ja: "E5M2：表せる値と丸め", en: "E5M2: representable values and rounding") {
        trial throws(CheckFailure) in
        try byteRounding(trial, Encodings.e5m2, Encodings.e5m2Values)
      },
      Check("e5m2-saturation", task: 2, ja: "E5M2：飽和と NaN", en: "E5M2: saturation and NaN") {
        trial throws(CheckFailure) in
        try trial.examine(Encodings.e5m2, [Float(57_345), 61_440, 65_536, 1e9].flatMap { [$0, -$0] } + specials)
      },
    ]
  }

  private static func byteRounding(
    _ trial: Trial, _ inquiry: Inquiry<Float, UInt8>, _ values: [(code: UInt8, value: Double)]
  ) throws(CheckFailure) {
    let magnitudes = values.map { Float($0.value) }
    try trial.examine(inquiry, magnitudes + magnitudes.map { -$0 })
    let neighbours = Dictionary(zip(magnitudes, magnitudes.dropFirst())) { first, _ in first }
    try trial.examine(inquiry, around(Array(magnitudes.dropLast()), next: { neighbours[$0] ?? $0 }))
    let largest = magnitudes.last ?? 0
    try trial.forEachSeed { source throws(CheckFailure) in
      try trial.examine(inquiry, (0..<2_048).map { _ in source.uniform(-largest, largest) })
      try trial.examine(inquiry, (0..<2_048).map { _ in source.uniform(-0.05, 0.05) })
    }
  }

  // MARK: Shared inputs

  /// The tie between each value and the next one, and the Floats on both sides of it. Ties are exact in Float because
  /// they need one fraction bit more than the format has.
  private static func around(_ magnitudes: [Float], next: (Float) -> Float) -> [Float] {
    magnitudes.flatMap { value -> [Float] in
      let tie = Float((Double(value) + Double(next(value))) / 2)
      return [tie.nextDown, tie, tie.nextUp, -tie]
    }
  }

  /// NaN with its payload in the highest and only in the lowest fraction bit: cutting the low bits makes it infinity.
  private static let specials: [Float] = [
    .infinity, -.infinity, Float(bitPattern: 0x7FC0_0000), Float(bitPattern: 0x7F80_0001),
    Float(bitPattern: 0xFF80_0001), Float(bitPattern: 0x7FFF_FFFF), Float(bitPattern: 0xFFFF_FFFF),
  ]
}
