import CKernels
package import Tensors

extension KernelCall {
  /// `q = saturate(roundToNearestEven(x / scale) + zeroPoint)`, a true division; NaN gives the zero point.
  /// Buffers: x float32, y codes.
  /// - Parameter element: uint8 or int8.
  package static func quantize(
    count: Int, scale: Float, zeroPoint: Int32, to element: ElementType, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    codes(keiryo_quantize_run, "quantize", rows: 1, channels: count, [scale], zeroPoint, element, instructionSet)
  }

  /// The same with one scale for each channel of `x[rows][channels]`.
  package static func quantize(
    rows: Int, channels: Int, scales: [Float], zeroPoint: Int32, to element: ElementType,
    instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard scales.count == channels else { return nil }
    return codes(
      keiryo_quantize_run, "quantize", rows: rows, channels: channels, scales, zeroPoint, element, instructionSet)
  }

  /// `x = (q − zeroPoint)·scale`. Buffers: x codes, y float32.
  /// - Parameter element: uint8 or int8.
  package static func dequantize(
    count: Int, scale: Float, zeroPoint: Int32, from element: ElementType, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    codes(keiryo_dequantize_run, "dequantize", rows: 1, channels: count, [scale], zeroPoint, element, instructionSet)
  }

  /// The same with one scale for each channel of `q[rows][channels]`.
  package static func dequantize(
    rows: Int, channels: Int, scales: [Float], zeroPoint: Int32, from element: ElementType,
    instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard scales.count == channels else { return nil }
    return codes(
      keiryo_dequantize_run, "dequantize", rows: rows, channels: channels, scales, zeroPoint, element, instructionSet)
  }

  private static func codes(
    _ function: @escaping keiryo_step_function, _ name: String, rows: Int, channels: Int, _ scales: [Float],
    _ zeroPoint: Int32, _ element: ElementType, _ instructionSet: InstructionSet
  ) -> KernelCall? {
    guard rows >= 0, channels >= 0, scales.allSatisfy({ $0.isFinite && $0 > 0 }), let scale = scales.first,
      let code = keiryo_code(scale: scale, zeroPoint: zeroPoint, element: element)
    else { return nil }
    var p = keiryo_codes()
    p.loops = instructionSet.loops
    (p.rows, p.channels) = (rows, channels)
    p.code = code
    p.is_signed = element == .int8 ? 1 : 0
    var constants: [Storage] = []
    if scales.count > 1 {
      constants = [Storage(copying: scales)]
      p.scales = UnsafePointer(constants[0].floats)
    }
    return KernelCall(
      function, p, constants: constants, name: "\(name)_\(element.rawValue)__\(instructionSet.loopsName)")
  }

  /// `y = clamp(roundToNearestEven(((a − za)·sa + (b − zb)·sb) / s) + z, low, high)` on uint8 codes, every operation
  /// rounded to float32. Buffers: a, b, y (may be a, or b unless that is a row).
  /// - Parameter rows: above 1, `b` is one row of `count / rows` codes that is added to every row of `a`.
  package static func quantizedAdd(
    count: Int, rows: Int = 1, scaleA: Float, zeroPointA: Int32, scaleB: Float, zeroPointB: Int32, scale: Float,
    zeroPoint: Int32, low: Int32 = 0, high: Int32 = 255, instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard count >= 0, rows >= 1, count % rows == 0,
      let a = keiryo_code(scale: scaleA, zeroPoint: zeroPointA, element: .uint8),
      let b = keiryo_code(scale: scaleB, zeroPoint: zeroPointB, element: .uint8),
      let y = keiryo_code(scale: scale, zeroPoint: zeroPoint, element: .uint8, low: low, high: high)
    else { return nil }
    let p = keiryo_add_codes(
      loops: instructionSet.loops, rows: rows, columns: count / rows, b_is_row: rows > 1 ? 1 : 0, a: a, b: b, y: y)
    return KernelCall(keiryo_add_codes_run, p, name: "add_uint8__\(instructionSet.loopsName)")
  }

  /// `y[i] = table[x[i]]` on bytes. Buffers: x, y (may be x).
  /// - Parameter table: 256 bytes; of int8 codes at the index of their bit pattern.
  package static func lookup(
    count: Int, table: [UInt8], instructionSet: InstructionSet = .detected
  ) -> KernelCall? {
    guard count >= 0, let p = keiryo_lookup(table, count: count, instructionSet) else { return nil }
    return KernelCall(keiryo_lookup_run, p, name: "lookup_uint8__\(instructionSet.loopsName)")
  }
}

extension keiryo_lookup {
  /// `nil` unless the table has 256 entries.
  init?(_ table: [UInt8], count: Int, _ instructionSet: InstructionSet) {
    guard table.count == 256 else { return nil }
    self.init()
    loops = instructionSet.loops
    self.count = count
    withUnsafeMutableBytes(of: &self.table) { $0.copyBytes(from: table) }
  }
}
