import Yams

/// Decodes one YAML node, and remembers every key that the decoded types do not know.
struct NodeDecoder: Decoder {
  let node: Node
  let codingPath: [any CodingKey]
  let notes: DecodingNotes
  var userInfo: [CodingUserInfoKey: Any] { [:] }

  func container<Key: CodingKey>(keyedBy type: Key.Type) throws -> KeyedDecodingContainer<Key> {
    let mapping: Node.Mapping
    if let found = node.mapping {
      mapping = found
    } else if node.null != nil {
      mapping = [:]
    } else {
      throw refusal(.value(.mapping))
    }
    var members: [String: Node] = [:]
    var unknown: [String] = []
    for (key, value) in mapping {
      guard let name = key.string else { throw refusal(.value(.mapping)) }
      members[name] = value
      if Key(stringValue: name) == nil { unknown.append(name) }
    }
    let stated = (type as? any CaseIterable.Type).map { NodeDecoder.names($0) { ($0 as? any CodingKey)?.stringValue } }
    let asked = notes.opened(codingPath, unknown: unknown, stated: stated ?? [])
    return KeyedDecodingContainer(NodeMembers(decoder: self, members: members, asked: asked))
  }

  func unkeyedContainer() throws -> any UnkeyedDecodingContainer {
    guard let elements = node.sequence else { throw refusal(.value(.list)) }
    return NodeElements(decoder: self, elements: Array(elements))
  }

  func singleValueContainer() throws -> any SingleValueDecodingContainer { NodeScalar(decoder: self) }

  func child(_ node: Node, _ key: any CodingKey) -> NodeDecoder {
    NodeDecoder(node: node, codingPath: codingPath + [key], notes: notes)
  }

  func refusal(_ expected: ManifestError.Expectation) -> ManifestRefusal {
    ManifestRefusal(path: codingPath, expected: expected)
  }

  func scalar<Value: ScalarConstructible>(_ type: Value.Type, _ kind: ManifestError.Kind) throws -> Value {
    guard let scalar = node.scalar, let value = Value.construct(from: scalar) else { throw refusal(.value(kind)) }
    return value
  }

  func value<Value: Decodable>(_ type: Value.Type) throws -> Value {
    do { return try Value(from: self) } catch DecodingError.dataCorrupted(let context) {
      let isHere = context.codingPath.count == codingPath.count
      guard isHere, let names = names(of: Value.self) else { throw DecodingError.dataCorrupted(context) }
      throw refusal(.oneOf(names))
    }
  }

  /// The names that an enumeration of texts accepts.
  private func names<Value>(of type: Value.Type) -> [String]? {
    guard let type = type as? any CaseIterable.Type else { return nil }
    let names = NodeDecoder.names(type) { ($0 as? any RawRepresentable)?.rawValue as? String }
    return names.isEmpty ? nil : names
  }

  private static func names(_ type: any CaseIterable.Type, _ name: (Any) -> String?) -> [String] {
    func listed(_ all: some Collection) -> [String] { all.compactMap(name) }
    return listed(type.allCases)
  }
}

/// What a decoding saw, for a better answer than its first error.
final class DecodingNotes {
  /// The keys that a type knows in a mapping: those it states, and those it asked for until now.
  final class Asked {
    var keys: [String]
    init(_ keys: [String]) { self.keys = keys }
  }

  /// A key that stands in a mapping and that its type does not know.
  struct Unknown {
    let path: [any CodingKey]
    let key: String
    let asked: Asked
  }
  private(set) var unknown: [Unknown] = []

  func opened(_ path: [any CodingKey], unknown keys: [String], stated: [String]) -> Asked {
    let asked = Asked(stated)
    unknown += keys.map { Unknown(path: path, key: $0, asked: asked) }
    return asked
  }
}

private struct NodeMembers<Key: CodingKey>: KeyedDecodingContainerProtocol {
  let decoder: NodeDecoder
  let members: [String: Node]
  let asked: DecodingNotes.Asked
  var codingPath: [any CodingKey] { decoder.codingPath }
  var allKeys: [Key] { members.keys.sorted().compactMap { Key(stringValue: $0) } }

  private func find(_ key: Key) -> Node? {
    if !asked.keys.contains(key.stringValue) { asked.keys.append(key.stringValue) }
    return members[key.stringValue]
  }

  private func member(_ key: Key) throws -> NodeDecoder {
    guard let node = find(key) else { throw decoder.refusal(.key(key.stringValue)) }
    return decoder.child(node, key)
  }

  func contains(_ key: Key) -> Bool { find(key) != nil }
  func decodeNil(forKey key: Key) throws -> Bool { try member(key).node.null != nil }
  func decode<Value: Decodable>(_ type: Value.Type, forKey key: Key) throws -> Value { try member(key).value(type) }
  func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type, forKey key: Key
  ) throws -> KeyedDecodingContainer<Nested> { try member(key).container(keyedBy: type) }
  func nestedUnkeyedContainer(forKey key: Key) throws -> any UnkeyedDecodingContainer {
    try member(key).unkeyedContainer()
  }
  func superDecoder() throws -> any Decoder { decoder }
  func superDecoder(forKey key: Key) throws -> any Decoder { try member(key) }
}

private struct NodeElements: UnkeyedDecodingContainer {
  private struct Position: CodingKey {
    let intValue: Int?
    var stringValue: String { intValue.map(String.init) ?? "" }
    init(intValue: Int) { self.intValue = intValue }
    init?(stringValue: String) { nil }
  }
  let decoder: NodeDecoder
  let elements: [Node]
  var currentIndex = 0
  var codingPath: [any CodingKey] { decoder.codingPath }
  var count: Int? { elements.count }
  var isAtEnd: Bool { currentIndex >= elements.count }

  private mutating func next() throws -> NodeDecoder {
    guard !isAtEnd else { throw decoder.refusal(.value(.list)) }
    defer { currentIndex += 1 }
    return decoder.child(elements[currentIndex], Position(intValue: currentIndex))
  }

  mutating func decodeNil() throws -> Bool {
    guard !isAtEnd, elements[currentIndex].null != nil else { return false }
    currentIndex += 1
    return true
  }
  mutating func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try next().value(type) }
  mutating func nestedContainer<Nested: CodingKey>(
    keyedBy type: Nested.Type
  ) throws -> KeyedDecodingContainer<Nested> { try next().container(keyedBy: type) }
  mutating func nestedUnkeyedContainer() throws -> any UnkeyedDecodingContainer { try next().unkeyedContainer() }
  mutating func superDecoder() throws -> any Decoder { try next() }
}

private struct NodeScalar: SingleValueDecodingContainer {
  let decoder: NodeDecoder
  var codingPath: [any CodingKey] { decoder.codingPath }

  func decodeNil() -> Bool { decoder.node.null != nil }
  func decode(_ type: Bool.Type) throws -> Bool { try decoder.scalar(type, .truth) }
  func decode(_ type: String.Type) throws -> String { try decoder.scalar(type, .text) }
  func decode(_ type: Double.Type) throws -> Double { try decoder.scalar(type, .number) }
  func decode(_ type: Float.Type) throws -> Float { try decoder.scalar(type, .number) }
  func decode(_ type: Int.Type) throws -> Int { try decoder.scalar(type, .integer) }
  func decode(_ type: Int8.Type) throws -> Int8 { try decoder.scalar(type, .integer) }
  func decode(_ type: Int16.Type) throws -> Int16 { try decoder.scalar(type, .integer) }
  func decode(_ type: Int32.Type) throws -> Int32 { try decoder.scalar(type, .integer) }
  func decode(_ type: Int64.Type) throws -> Int64 { try decoder.scalar(type, .integer) }
  func decode(_ type: UInt.Type) throws -> UInt { try decoder.scalar(type, .natural) }
  func decode(_ type: UInt8.Type) throws -> UInt8 { try decoder.scalar(type, .natural) }
  func decode(_ type: UInt16.Type) throws -> UInt16 { try decoder.scalar(type, .natural) }
  func decode(_ type: UInt32.Type) throws -> UInt32 { try decoder.scalar(type, .natural) }
  func decode(_ type: UInt64.Type) throws -> UInt64 { try decoder.scalar(type, .natural) }
  func decode<Value: Decodable>(_ type: Value.Type) throws -> Value { try decoder.value(type) }
}
