/// What a decoder of hand-written settings throws when it refuses a value: where it stands and what should stand there.
package struct ManifestRefusal: Error {
  package let path: [any CodingKey]
  package let expected: ManifestError.Expectation

  package init(path: [any CodingKey], expected: ManifestError.Expectation) {
    self.path = path
    self.expected = expected
  }
}

extension KeyedDecodingContainer {
  package func refusal(_ key: Key, _ expected: ManifestError.Expectation) -> ManifestRefusal {
    ManifestRefusal(path: codingPath + [key], expected: expected)
  }

  /// Refuses a setting outside its range; NaN is outside every range.
  package func require<Value: Comparable>(_ key: Key, _ value: Value, in range: ClosedRange<Value>) throws {
    guard range.contains(value) else {
      throw refusal(key, .range(lowest: "\(range.lowerBound)", highest: "\(range.upperBound)"))
    }
  }
}
