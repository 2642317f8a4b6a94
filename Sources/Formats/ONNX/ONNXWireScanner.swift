/// One walk over the bytes of an ONNX file before anything is decoded: every length lies inside what encloses it, the
/// counts are within the limits, and the memory that decoding will take is bounded. Takes no memory itself.
///
/// The only messages that contain themselves are subgraphs, of which so many may lie in each other; so the depth of the
/// walk is bounded, and every byte is looked at once.
struct ONNXWireScanner {
  private let bytes: UnsafeRawBufferPointer
  private let file: String
  private let limits: ONNXLimits
  private var nodes = 0
  private var tensors = 0
  /// Subgraphs around the place of the walk.
  private var subgraphs = 0
  /// Bytes of memory that reading takes at most, the file itself included.
  private var memory: Int
  private let memoryAllowed: Int

  /// - Parameter message: what the bytes are, as a whole.
  /// - Throws: ``FormatError`` with the offset of the first byte that cannot stand.
  static func check(
    _ bytes: UnsafeRawBufferPointer, as message: ONNXWireMessage = .model, file: String, limits: ONNXLimits
  ) throws(FormatError) {
    var scanner = ONNXWireScanner(bytes: bytes, file: file, limits: limits)
    try scanner.scan(message, 0..<bytes.count)
  }

  private init(bytes: UnsafeRawBufferPointer, file: String, limits: ONNXLimits) {
    self.bytes = bytes
    self.file = file
    self.limits = limits
    memory = bytes.count
    let (scaled, overflow) = bytes.count.multipliedReportingOverflow(by: limits.memoryPerFileByte)
    memoryAllowed =
      overflow
      ? Int.max
      : scaled.addingReportingOverflow(limits.memoryBase).overflow
        ? Int.max : scaled + limits.memoryBase
  }

  private mutating func scan(_ message: ONNXWireMessage, _ range: Range<Int>) throws(FormatError) {
    var position = range.lowerBound
    var elements = 0
    var attributes = 0
    try spend(message.memory, message.rawValue, position)
    while position < range.upperBound {
      let start = position
      let tag = try varint(&position, range.upperBound, message.rawValue)
      let field = Int(truncatingIfNeeded: tag >> 3 & 0x1FFF_FFFF)
      guard field > 0, tag <= UInt32.max else {
        throw undecodable(message.rawValue, start, "field number 0 or too large")
      }
      let known = message.content(of: field)
      let name = known?.name ?? "field \(field)"
      elements += 1
      let allowed = message == .node ? limits.fieldsPerNode : limits.listLength
      guard elements <= allowed else {
        throw limit("fields of one \(message.rawValue)", allowed, elements, name, start)
      }
      switch tag & 7 {
      case 0:
        _ = try varint(&position, range.upperBound, name)
        try spend(16, name, start)
      case 1: try skip(8, &position, range.upperBound, name)
      case 5: try skip(4, &position, range.upperBound, name)
      case 2:
        let length = try varint(&position, range.upperBound, name)
        guard length <= UInt64(range.upperBound - position) else {
          throw .truncated(
            place(name, start), needed: Int(clamping: length), found: range.upperBound - position)
        }
        let content = position..<position + Int(length)
        try visit(known?.content, in: message, name, content, start)
        position = content.upperBound
      default: throw undecodable(name, start, "wire type \(tag & 7)")
      }
      if message == .node, field == 5 { attributes += 1 }
      guard attributes <= limits.attributesPerNode else {
        throw limit("attributes", limits.attributesPerNode, attributes, name, start)
      }
    }
  }

  private mutating func visit(
    _ content: ONNXWireMessage.Content?, in message: ONNXWireMessage, _ name: String, _ range: Range<Int>, _ start: Int
  ) throws(FormatError) {
    switch content {
    case .message(let inner):
      if inner == .node { nodes += 1 }
      if inner == .tensor { tensors += 1 }
      guard nodes <= limits.nodes else { throw limit("nodes", limits.nodes, nodes, name, start) }
      guard tensors <= limits.tensors else { throw limit("tensors", limits.tensors, tensors, name, start) }
      let isSubgraph = inner == .graph && message == .attribute
      if isSubgraph {
        subgraphs += 1
        guard subgraphs <= limits.subgraphDepth else {
          throw limit("nested subgraphs", limits.subgraphDepth, subgraphs, name, start)
        }
        // Kept as bytes until it is decoded in its turn.
        try spend(2 * range.count, name, start)
      }
      try scan(inner, range)
      if isSubgraph { subgraphs -= 1 }
    case .text:
      guard range.count <= limits.textBytes else {
        throw limit("bytes of a text", limits.textBytes, range.count, name, start)
      }
      try spend(32 + range.count, name, start)
    case .packed(let bytes, let memory):
      guard message != .attribute || range.count / bytes <= limits.listLength else {
        throw limit("list elements", limits.listLength, range.count / bytes, name, start)
      }
      // A list of a tensor exists three times for a moment: decoded, as bytes, in the tensor. Other bytes exist twice at
      // most.
      try spend(range.count / bytes * memory * (message == .tensor ? 3 : 1), name, start)
    case .bytes: try spend(32 + 2 * range.count, name, start)
    case nil: try spend(32, name, start)
    }
  }

  // MARK: Wire primitives

  private func varint(_ position: inout Int, _ end: Int, _ field: String) throws(FormatError) -> UInt64 {
    var value: UInt64 = 0
    let start = position
    for shift in stride(from: UInt64(0), to: 70, by: 7) {
      guard position < end else { throw .truncated(place(field, start), needed: 1, found: 0) }
      let byte = bytes[position]
      position += 1
      if shift < 64 { value |= UInt64(byte & 0x7F) << shift }
      if byte & 0x80 == 0 { return value }
    }
    throw undecodable(field, start, "a number of more than ten bytes")
  }

  private func skip(_ count: Int, _ position: inout Int, _ end: Int, _ field: String) throws(FormatError) {
    guard end - position >= count else {
      throw .truncated(place(field, position), needed: count, found: end - position)
    }
    position += count
  }

  private mutating func spend(_ count: Int, _ field: String, _ offset: Int) throws(FormatError) {
    let (sum, overflow) = memory.addingReportingOverflow(count)
    guard !overflow, sum <= memoryAllowed else { throw limit("bytes of memory", memoryAllowed, sum, field, offset) }
    memory = sum
  }

  // MARK: Errors

  private func place(_ field: String, _ offset: Int) -> FormatError.Place {
    FormatError.Place(file: file, field: field, offset: offset)
  }
  private func undecodable(_ field: String, _ offset: Int, _ problem: String) -> FormatError {
    // What fails at its first byte never was a model.
    offset == 0
      ? .notThisFormat(place(field, offset), format: "ONNX") : .undecodable(place(field, offset), problem: problem)
  }
  private func limit(_ name: String, _ allowed: Int, _ found: Int, _ field: String, _ offset: Int) -> FormatError {
    .limit(place(field, offset), name: name, allowed: allowed, found: found)
  }
}
