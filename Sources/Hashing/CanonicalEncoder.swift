/// Fills a ``CanonicalSlot`` from a value's `encode(to:)`.
struct CanonicalEncoder: Encoder, SingleValueEncodingContainer {
  let slot: CanonicalSlot
  let codingPath: [any CodingKey]
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) -> KeyedEncodingContainer<Key> {
    if case .empty = slot.content { slot.content = .object([:]) }
    return KeyedEncodingContainer(CanonicalKeyedContainer(slot: slot, codingPath: codingPath))
  }

  func unkeyedContainer() -> any UnkeyedEncodingContainer {
    if case .empty = slot.content { slot.content = .array([]) }
    return CanonicalUnkeyedContainer(slot: slot, codingPath: codingPath)
  }

  func singleValueContainer() -> any SingleValueEncodingContainer { self }

  func encodeNil() { literal("null") }
  func encode(_ value: Bool) { literal(value ? "true" : "false") }
  func encode(_ value: String) { slot.content = .literal(CanonicalSlot.quoted(value)) }
  func encode(_ value: Float) throws { try number(Double(value), shortest: value.description) }
  func encode(_ value: Double) throws { try number(value, shortest: value.description) }
  func encode(_ value: Int) { literal(String(value)) }
  func encode(_ value: Int8) { literal(String(value)) }
  func encode(_ value: Int16) { literal(String(value)) }
  func encode(_ value: Int32) { literal(String(value)) }
  func encode(_ value: Int64) { literal(String(value)) }
  func encode(_ value: UInt) { literal(String(value)) }
  func encode(_ value: UInt8) { literal(String(value)) }
  func encode(_ value: UInt16) { literal(String(value)) }
  func encode(_ value: UInt32) { literal(String(value)) }
  func encode(_ value: UInt64) { literal(String(value)) }
  func encode(_ value: some Encodable) throws { try value.encode(to: self) }

  private func literal(_ text: String) { slot.content = .literal(Array(text.utf8)) }

  /// A `Float` keeps its own shortest spelling, which is shorter than that of the same value as a `Double`.
  private func number(_ value: Double, shortest: String) throws {
    guard value.isFinite else {
      throw HashingError.notFinite(path: codingPath.map(\.stringValue).joined(separator: "."))
    }
    let isPlainInteger = value == value.rounded() && abs(value) < 0x1p53
    literal(isPlainInteger ? String(Int64(value)) : shortest)
  }
}

struct CanonicalKeyedContainer<Key: CodingKey>: KeyedEncodingContainerProtocol {
  let slot: CanonicalSlot
  let codingPath: [any CodingKey]

  private func encoder(_ key: any CodingKey) -> CanonicalEncoder {
    CanonicalEncoder(slot: slot.member(key.stringValue), codingPath: codingPath + [key])
  }

  func encodeNil(forKey key: Key) { encoder(key).encodeNil() }
  func encode(_ value: some Encodable, forKey key: Key) throws { try value.encode(to: encoder(key)) }

  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) -> KeyedEncodingContainer<Nested> { encoder(key).container(keyedBy: type) }

  func nestedUnkeyedContainer(forKey key: Key) -> any UnkeyedEncodingContainer { encoder(key).unkeyedContainer() }
  func superEncoder() -> any Encoder { encoder(CanonicalKey(stringValue: "super")) }
  func superEncoder(forKey key: Key) -> any Encoder { encoder(key) }
}

struct CanonicalUnkeyedContainer: UnkeyedEncodingContainer {
  let slot: CanonicalSlot
  let codingPath: [any CodingKey]
  private(set) var count = 0

  init(slot: CanonicalSlot, codingPath: [any CodingKey]) {
    self.slot = slot
    self.codingPath = codingPath
  }

  private mutating func encoder() -> CanonicalEncoder {
    defer { count += 1 }
    return CanonicalEncoder(slot: slot.element(), codingPath: codingPath + [CanonicalKey(intValue: count)])
  }

  mutating func encodeNil() { encoder().encodeNil() }
  mutating func encode(_ value: some Encodable) throws { try value.encode(to: encoder()) }

  mutating func nestedContainer<Nested: CodingKey>(keyedBy type: Nested.Type) -> KeyedEncodingContainer<Nested> {
    encoder().container(keyedBy: type)
  }

  mutating func nestedUnkeyedContainer() -> any UnkeyedEncodingContainer { encoder().unkeyedContainer() }
  mutating func superEncoder() -> any Encoder { encoder() }
}

private struct CanonicalKey: CodingKey {
  let stringValue: String
  let intValue: Int?

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
  }

  init(intValue: Int) {
    stringValue = String(intValue)
    self.intValue = intValue
  }
}
