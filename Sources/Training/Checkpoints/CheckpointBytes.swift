import Hashing

/// A checkpoint as bytes: eight letters, the version, the identity of the run, what was kept, SHA-256 of all of it. Numbers
/// are little-endian.
enum CheckpointBytes {
  static let magic = Array("KEIRYOCP".utf8)
  static let version = 1
  private static let digestBytes = 32

  static func encoded(_ checkpoint: Checkpoint, identity: [RunIdentity.Item]) -> [UInt8] {
    var writer = Writer(bytes: magic)
    writer.number(version)
    writer.number(identity.count)
    for item in identity {
      writer.text(item.name)
      writer.text(item.value)
    }
    writer.floats(checkpoint.course.losses)
    writer.number(checkpoint.course.bestEpoch ?? 0)
    writer.number(checkpoint.course.epochs.count)
    for epoch in checkpoint.course.epochs {
      writer.floats([epoch.meanLoss])
      writer.text(epoch.score?.kind.rawValue ?? "")
      writer.number(Int(bitPattern: UInt(epoch.score?.value.bitPattern ?? 0)))
      writer.number(epoch.score?.count ?? 0)
    }
    for list in [checkpoint.memory, checkpoint.statistics, checkpoint.bestWeights, checkpoint.bestStatistics] {
      writer.number(list.count)
      for values in list { writer.floats(values) }
    }
    return writer.bytes + SHA256Digest(of: writer.bytes).bytes
  }

  /// - Throws: ``CheckpointError/damaged(path:)``, ``CheckpointError/version(path:found:)``.
  static func decoded(
    _ bytes: [UInt8], path: String
  ) throws(CheckpointError) -> (checkpoint: Checkpoint, identity: [RunIdentity.Item]) {
    let end = bytes.count - digestBytes
    guard end > magic.count + 8, bytes.starts(with: magic),
      SHA256Digest(of: bytes[..<end]).bytes == Array(bytes[end...])
    else { throw .damaged(path: path) }
    var reader = Reader(bytes: bytes, position: magic.count, end: end)
    guard let found = reader.number() else { throw .damaged(path: path) }
    guard found == version else { throw .version(path: path, found: found) }
    guard let result = content(&reader), reader.position == end else { throw .damaged(path: path) }
    return result
  }

  private static func content(
    _ reader: inout Reader
  ) -> (checkpoint: Checkpoint, identity: [RunIdentity.Item])? {
    guard let count = reader.count(of: 16) else { return nil }
    var identity: [RunIdentity.Item] = []
    for _ in 0..<count {
      guard let name = reader.text(), let value = reader.text() else { return nil }
      identity.append(.init(name: name, value: value))
    }
    guard let losses = reader.floats(), let best = reader.number(), let epochCount = reader.count(of: 28) else {
      return nil
    }
    var epochs: [TrainingCourse.Epoch] = []
    for _ in 0..<epochCount {
      guard let mean = reader.floats(), mean.count == 1, let kind = reader.text(), let bits = reader.number(),
        let samples = reader.number()
      else { return nil }
      let value = Double(bitPattern: UInt64(UInt(bitPattern: bits)))
      let score = Score.Kind(rawValue: kind).map { Score($0, value, count: samples) }
      epochs.append(.init(meanLoss: mean[0], score: score))
    }
    var lists: [[[Float]]] = []
    for _ in 0..<4 {
      guard let count = reader.count(of: 8) else { return nil }
      var list: [[Float]] = []
      for _ in 0..<count {
        guard let values = reader.floats() else { return nil }
        list.append(values)
      }
      lists.append(list)
    }
    let course = TrainingCourse.Kept(losses: losses, epochs: epochs, bestEpoch: best > 0 ? best : nil)
    let checkpoint = Checkpoint(
      course: course, memory: lists[0], statistics: lists[1], bestWeights: lists[2], bestStatistics: lists[3])
    return (checkpoint, identity)
  }
}

private struct Writer {
  var bytes: [UInt8]

  mutating func number(_ value: Int) { withUnsafeBytes(of: Int64(value).littleEndian) { bytes += $0 } }

  mutating func text(_ text: String) {
    number(text.utf8.count)
    bytes += Array(text.utf8)
  }

  mutating func floats(_ values: [Float]) {
    number(values.count)
    values.map(\.bitPattern.littleEndian).withUnsafeBytes { bytes += $0 }
  }
}

private struct Reader {
  let bytes: [UInt8]
  var position: Int
  let end: Int

  mutating func number() -> Int? {
    guard end - position >= 8 else { return nil }
    defer { position += 8 }
    return Int(bytes[position..<position + 8].reversed().reduce(UInt64(0)) { $0 << 8 | UInt64($1) }.asSigned)
  }

  /// How many things of at least `size` bytes follow.
  mutating func count(of size: Int) -> Int? {
    guard let count = number(), count >= 0, count <= (end - position) / size else { return nil }
    return count
  }

  mutating func text() -> String? {
    guard let count = count(of: 1) else { return nil }
    defer { position += count }
    return String(decoding: bytes[position..<position + count], as: UTF8.self)
  }

  mutating func floats() -> [Float]? {
    guard let count = count(of: 4) else { return nil }
    defer { position += 4 * count }
    return bytes[position..<position + 4 * count].withUnsafeBytes { raw in
      (0..<count).map { index in
        let bits = raw.loadUnaligned(fromByteOffset: 4 * index, as: UInt32.self)
        return Float(bitPattern: UInt32(littleEndian: bits))
      }
    }
  }
}

extension UInt64 {
  fileprivate var asSigned: Int64 { Int64(bitPattern: self) }
}
