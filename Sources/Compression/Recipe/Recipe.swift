import Manifests
package import Measurement

/// What to do to a model, in order, and how to measure it: the content of a `.yml` file.
package struct Recipe: Decodable, Sendable {
  /// A short name in the result's folder.
  package let name: String
  /// Decides every random choice.
  package let seed: UInt64
  package let stages: [any CompressionStage]
  package let measurement: MeasurementSettings

  /// Pairs and threads of the speed comparison.
  package struct MeasurementSettings: Decodable, Sendable {
    package var pairs = 40
    package var seconds = 3.0
    package var threads = 1

    package init() {}

    package init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      pairs = try container.decodeIfPresent(Int.self, forKey: .pairs) ?? pairs
      seconds = try container.decodeIfPresent(Double.self, forKey: .seconds) ?? seconds
      threads = try container.decodeIfPresent(Int.self, forKey: .threads) ?? threads
      try container.require(.pairs, pairs, in: 6...100_000)
      try container.require(.threads, threads, in: 1...64)
      try container.require(.seconds, seconds, in: 0.01...600)
    }

    private enum CodingKeys: String, CodingKey, CaseIterable { case pairs, seconds, threads }

    package var timing: TimingOptions {
      var options = TimingOptions()
      options.fewestPairs = pairs
      options.threads = threads
      options.budgetNanoseconds = Int64(seconds * 1e9)
      return options
    }
  }

  package init(
    name: String, seed: UInt64 = 1, stages: [any CompressionStage], measurement: MeasurementSettings = .init()
  ) {
    self.name = name
    self.seed = seed
    self.stages = stages
    self.measurement = measurement
  }

  package init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    let allowed = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    guard allowed, !name.isEmpty, name.count <= 40 else { throw container.refusal(.name, .identifier(longest: 40)) }
    seed = try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? 1
    measurement = try container.decodeIfPresent(MeasurementSettings.self, forKey: .measure) ?? MeasurementSettings()
    var list = try container.nestedUnkeyedContainer(forKey: .stages)
    var stages: [any CompressionStage] = []
    while !list.isAtEnd { stages.append(try Recipe.stage(from: list.superDecoder())) }
    guard !stages.isEmpty else { throw container.refusal(.stages, .entry) }
    self.stages = stages
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case name, seed, stages, measure }

  /// One entry of `stages`: a mapping with the stage's key and its settings.
  private static func stage(from decoder: any Decoder) throws -> any CompressionStage {
    let container = try decoder.container(keyedBy: AnyKey.self)
    let names = StageRegistry.all.map { $0.key }
    guard container.allKeys.count == 1, let key = container.allKeys.first else {
      throw ManifestRefusal(path: container.codingPath, expected: .singleKey(names))
    }
    guard let type = StageRegistry.all.first(where: { $0.key == key.stringValue }) else {
      throw container.refusal(key, .knownKey(key.stringValue, among: names))
    }
    return try type.decoded(from: container.superDecoder(forKey: key))
  }
}

private struct AnyKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}
