package import Reports
package import Tensors

/// What a person should know of data before using them.
package struct DataCard: Sendable {
  /// What `--data` calls it; files take a place behind it.
  package let key: String
  /// The name that its data sets carry.
  package let version: String
  package let title: LocalizedText
  /// What a sample is and how it comes about.
  package let content: LocalizedText
  package let source: LocalizedText
  package let licence: LocalizedText
  /// The best that is possible, and how that is known; nil when nobody knows.
  package let optimum: LocalizedText?
  /// What these data are not good for.
  package let limits: LocalizedText
  /// One sample; nil when the files decide.
  package let input: TensorType?
  package let target: Targets.Kind
  /// Empty when there are none or the files decide.
  package let classNames: [ClassName]
  /// Samples that a command takes from each split; nil when the files decide.
  package let counts: SplitCounts?

  package init(
    key: String, version: String, title: LocalizedText, content: LocalizedText, source: LocalizedText = .ownGenerator,
    licence: LocalizedText = .ownLicence, optimum: LocalizedText?, limits: LocalizedText, input: TensorType?,
    target: Targets.Kind, classNames: [ClassName] = [], counts: SplitCounts?
  ) {
    self.key = key
    self.version = version
    self.title = title
    self.content = content
    self.source = source
    self.licence = licence
    self.optimum = optimum
    self.limits = limits
    self.input = input
    self.target = target
    self.classNames = classNames
    self.counts = counts
  }
}

/// Numbers of samples by split.
package struct SplitCounts: Sendable, Hashable, Codable {
  package let train: Int
  package let calibration: Int
  package let validation: Int
  package let test: Int

  package init(train: Int, calibration: Int = 512, validation: Int, test: Int) {
    self.train = train
    self.calibration = calibration
    self.validation = validation
    self.test = test
  }

  package subscript(split: DatasetSplit) -> Int {
    switch split {
    case .train: train
    case .calibration: calibration
    case .validation: validation
    case .test: test
    }
  }
}

extension LocalizedText {
  /// Where synthetic data come from.
  package static let ownGenerator = LocalizedText(
    ja: "乱数の種から Keiryo が作ります。どの機械でも同じバイトになります。",
    en: "Made by Keiryo from a seed, with the same bytes on every machine.")
  package static let ownLicence = LocalizedText(ja: "Keiryo と同じ（Apache-2.0）", en: "As Keiryo (Apache-2.0)")
}
