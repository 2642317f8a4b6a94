import LabKit

@main enum Harness {
  static func main() {
    WorkerLoop.run([
      Entry(each: "encodeHalf", encodeHalf),
      Entry(each: "encodeBrainFloat", encodeBrainFloat),
      Entry(each: "encodeE4M3", encodeE4M3),
      Entry(each: "encodeE5M2", encodeE5M2),
      Entry("affineParameters") { low, high, lowest, highest in
        affineParameters(low: low, high: high, lowest: lowest, highest: highest)
      },
      Entry("quantize") { values, parameters, lowest, highest in
        quantize(values, parameters, lowest: lowest, highest: highest)
      },
      Entry("dequantize") { codes, parameters in dequantize(codes, parameters) },
      Entry("signalToNoise") { signal, restored in signalToNoise(of: signal, restored: restored) },
      Entry("bestFormat") { count, bits, decibels, budget in
        bestFormat(count: count, bitsPerElement: bits, decibels: decibels, budgetBytes: budget)
      },
    ])
  }
}
