private import Tensors

/// A synthetic task made from seeds: which part of a ball bearing is damaged? 2,048 samples of acceleration at 12 kHz.
///
/// A bearing 6205 on a shaft of 1,440 to 1,800 turns a minute, see ``BearingSignal``. The fault's power over the noise is
/// anything from −6 to 12 dB. Traces are `[1, 2048, 1]` float32 of root mean square 1.
package enum Bearings: SyntheticTask {
  package static let version = "bearings-1"
  package static let length = 2_048
  package static let classNames = [
    ClassName(ja: "正常", en: "sound"), ClassName(ja: "内輪の傷", en: "inner race"),
    ClassName(ja: "外輪の傷", en: "outer race"), ClassName(ja: "玉の傷", en: "ball"),
  ]

  package static func dataset(split: DatasetSplit, count: Int, seed: UInt64 = 1) throws(DatasetError) -> Dataset {
    let faults = BearingSignal.Fault.allCases
    let (traces, labels) = try Synthesis.samples(
      version, split: split, count: count, seed: seed, .float32([1, length, 1])
    ) { (source, trace: UnsafeMutableBufferPointer<Float>) in
      let label = source.integer(below: faults.count)
      let signal = BearingSignal(
        fault: faults[label], shaft: Double(source.integer(in: 2_400...3_000)) / 100,
        signalToNoise: Double(source.integer(in: -60...120)) / 10)
      for (index, value) in signal.samples(length, &source).enumerated() { trace[index] = Float(value) }
      return Int32(label)
    }
    return try Dataset(name: version, split: split, inputs: traces, targets: .classes(labels, names: classNames))
  }
}
