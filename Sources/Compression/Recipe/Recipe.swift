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
      try decoder.refuseOtherKeys(than: CodingKeys.self)
      let container = try decoder.container(keyedBy: CodingKeys.self)
      pairs = try container.decodeIfPresent(Int.self, forKey: .pairs) ?? pairs
      seconds = try container.decodeIfPresent(Double.self, forKey: .seconds) ?? seconds
      threads = try container.decodeIfPresent(Int.self, forKey: .threads) ?? threads
      try container.require(.pairs, pairs, in: 6...100_000)
      try container.require(.threads, threads, in: 1...64)
      guard seconds > 0, seconds <= 600 else {
        throw DecodingError.dataCorruptedError(forKey: .seconds, in: container, debugDescription: "0 < seconds ≤ 600")
      }
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
    try decoder.refuseOtherKeys(than: CodingKeys.self)
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    let allowed = name.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == "-") }
    guard allowed, !name.isEmpty, name.count <= 40 else {
      throw DecodingError.dataCorruptedError(
        forKey: .name, in: container, debugDescription: "1 to 40 letters, digits and hyphens")
    }
    seed = try container.decodeIfPresent(UInt64.self, forKey: .seed) ?? 1
    measurement = try container.decodeIfPresent(MeasurementSettings.self, forKey: .measure) ?? MeasurementSettings()
    var list = try container.nestedUnkeyedContainer(forKey: .stages)
    var stages: [any CompressionStage] = []
    while !list.isAtEnd { stages.append(try Recipe.stage(from: list.superDecoder())) }
    guard !stages.isEmpty else {
      throw DecodingError.dataCorruptedError(forKey: .stages, in: container, debugDescription: "at least one stage")
    }
    self.stages = stages
  }

  private enum CodingKeys: String, CodingKey, CaseIterable { case name, seed, stages, measure }

  /// One entry of `stages`: a mapping with the stage's key and its settings.
  private static func stage(from decoder: any Decoder) throws -> any CompressionStage {
    let container = try decoder.container(keyedBy: AnyKey.self)
    let known = StageRegistry.all
    guard container.allKeys.count == 1, let key = container.allKeys.first,
      let type = known.first(where: { $0.key == key.stringValue })
    else {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(
          codingPath: decoder.codingPath,
          debugDescription: "one of \(known.map { $0.key }.joined(separator: ", "))"))
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

extension Decoder {
  /// Refuses a mapping with a key that is not in the list: a misspelt setting would otherwise keep its default.
  func refuseOtherKeys<Key: CodingKey & CaseIterable>(than keys: Key.Type) throws {
    let known = keys.allCases.map(\.stringValue)
    let container = try container(keyedBy: AnyKey.self)
    if let other = container.allKeys.first(where: { !known.contains($0.stringValue) }) {
      throw DecodingError.dataCorruptedError(
        forKey: other, in: container, debugDescription: "one of \(known.joined(separator: ", "))")
    }
  }
}

extension KeyedDecodingContainer {
  /// Refuses a setting outside its range, with the range in words.
  package func require<Value: Comparable>(_ key: Key, _ value: Value, in range: ClosedRange<Value>) throws {
    guard range.contains(value) else {
      throw DecodingError.dataCorruptedError(
        forKey: key, in: self, debugDescription: "\(range.lowerBound) … \(range.upperBound)")
    }
  }
}
