private import Tensors

/// A synthetic task made from seeds: which word was spoken? One second of sound as ``LogMel`` codes, `[49, 40, 1]` uint8.
///
/// A word is two phones of a synthetic voice, see ``FormantVoice``, with its own pitch, size, speed, place, level and
/// background noise. Eight words, anything else, and silence.
package enum Keywords: SyntheticTask {
  package static let version = "keywords-1"
  package static let normalization = Normalization(mean: [0.298], deviation: [0.114])

  private static let words: [(first: Phone, second: Phone, ja: String)] = [
    (.a, .i, "あい"), (.i, .a, "いあ"), (.u, .e, "うえ"), (.e, .u, "えう"), (.s, .a, "さ"), (.a, .s, "あす"),
    (.sh, .i, "し"), (.o, .sh, "おし"),
  ]
  package static let classNames =
    [ClassName(ja: "無音", en: "silence"), ClassName(ja: "その他の語", en: "other word")]
    + words.map { ClassName(ja: $0.ja, en: $0.first.name + $0.second.name) }

  /// Every pair of two different phones that is no word of the list.
  private static let others: [(Phone, Phone)] = Phone.all.flatMap { first in
    Phone.all.compactMap { second in
      let isWord = words.contains { $0.first.name == first.name && $0.second.name == second.name }
      return isWord || first.name == second.name || !(first.isVoiced || second.isVoiced) ? nil : (first, second)
    }
  }

  package static func dataset(split: DatasetSplit, count: Int, seed: UInt64 = 1) throws(DatasetError) -> Dataset {
    let (codes, labels) = try Synthesis.samples(
      version, split: split, count: count, seed: seed, TensorType(.uint8, LogMel.shape)
    ) { (source, target: UnsafeMutableBufferPointer<UInt8>) in
      let label = source.integer(below: classNames.count)
      let sound = second(label: label, &source)
      for (index, code) in LogMel.codes(sound).enumerated() { target[index] = code }
      return Int32(label)
    }
    return try Dataset(
      name: version, split: split, images: codes, labels: labels, classNames: classNames, normalization: normalization)
  }

  /// One second of sound, 16 kHz.
  private static func second(label: Int, _ source: inout RandomSource) -> [Int16] {
    var sound = [Double](repeating: 0, count: LogMel.second)
    // Deviation of the background, 2^(4…8): −66 to −42 dB of full scale.
    let background = ExactMath.exp2(Double(source.integer(in: 40...80)) / 10)
    if label > 0 {
      let pair =
        label == 1 ? others[source.integer(below: others.count)] : (words[label - 2].first, words[label - 2].second)
      let length = source.integer(in: 5_600...12_000)
      let word = FormantVoice(&source).speak(pair.0, pair.1, count: length, &source)
      let power = (word.reduce(0) { $0 + $1 * $1 } / Double(length)).squareRoot()
      // The word stands 3 to 30 dB above the background.
      let gain = background * ExactMath.exp2(Double(source.integer(in: 5...50)) / 10) / max(power, 1e-9)
      let start = source.integer(in: 0...LogMel.second - length)
      for (index, sample) in word.enumerated() { sound[start + index] = gain * sample }
    }
    return sound.map { sample in
      Int16(min(32_767, max(-32_768, (sample + background * Double(source.normal())).rounded(.toNearestOrEven))))
    }
  }
}
