package import Tensors

extension Targets {
  /// The targets of the samples at `rows`, then `padding` rows that mean nothing: class 0, no box, no token that counts,
  /// zeros.
  /// - Precondition: every row exists; ``Dataset`` sees to it.
  func selecting(_ rows: some Collection<Int>, padding: Int = 0) -> Targets {
    func picked<Element>(_ all: [Element], _ filler: Element) -> [Element] {
      rows.map { all[$0] } + [Element](repeating: filler, count: padding)
    }
    return switch self {
    case .classes(let labels, let names): .classes(picked(labels, 0), names: names)
    case .boxes(let boxes, let names): .boxes(picked(boxes, []), names: names)
    case .tokens(let tensor, let vocabulary):
      .tokens(tensor.selecting(rows, padding: padding, filler: 0xFF), vocabulary: vocabulary)
    case .reconstruction(let anomalous): .reconstruction(anomalous: picked(anomalous, false))
    case .identities(let labels, let count): .identities(picked(labels, 0), count: count)
    case .values(let tensor): .values(tensor.selecting(rows, padding: padding))
    }
  }

  /// - Throws: ``DatasetError`` when a label names no class, a box leaves the image, or a tensor has another type.
  func validate(name: String) throws(DatasetError) {
    switch self {
    case .classes(let labels, let names): try Self.check(labels, below: names.count, name)
    case .boxes(let boxes, let names):
      try Self.check(boxes.joined().map(\.label), below: names.count, name)
      if let index = boxes.firstIndex(where: { !$0.allSatisfy(\.isInside) }) { throw .box(name: name, sample: index) }
    case .tokens(let tensor, let vocabulary):
      guard tensor.element == .int32, tensor.shape.rank == 2, tensor.type.quantization == nil else {
        throw .targetType(name: name, found: tensor.type)
      }
      let tokens = tensor.elements(as: Int32.self)
      try Self.check(tokens.map { $0 == Self.ignoredToken ? 0 : $0 }, below: vocabulary, name)
    case .values(let tensor):
      guard tensor.element == .float32, tensor.shape.rank >= 1, tensor.type.quantization == nil else {
        throw .targetType(name: name, found: tensor.type)
      }
    case .identities(let labels, let count): try Self.check(labels, below: count, name)
    case .reconstruction: break
    }
  }

  private static func check(_ labels: [Int32], below count: Int, _ name: String) throws(DatasetError) {
    if let index = labels.firstIndex(where: { $0 < 0 || Int($0) >= count }) {
      throw .label(name: name, index: index, found: Int(labels[index]), classes: count)
    }
  }

  /// The bytes that a data set's identity covers. Those of classes are the labels alone; any other kind says which.
  func withIdentityBytes(_ body: (UnsafeRawBufferPointer) -> Void) {
    func write(_ bytes: [UInt8]) { bytes.withUnsafeBytes(body) }
    func write(_ numbers: [Int32]) { numbers.map(\.littleEndian).withUnsafeBytes(body) }
    if kind != .classes { write(Array("\0\(kind.rawValue)\0".utf8)) }
    switch self {
    case .classes(let labels, _), .identities(let labels, _): write(labels)
    case .boxes(let boxes, _):
      for boxes in boxes {
        write([Int32(truncatingIfNeeded: boxes.count)])
        for box in boxes {
          write([box.label])
          write([box.left, box.top, box.right, box.bottom].map { Int32(bitPattern: $0.bitPattern) })
        }
      }
    case .tokens(let tensor, _), .values(let tensor): tensor.withBytes(body)
    case .reconstruction(let anomalous): write(anomalous.map { $0 ? 1 : 0 } as [UInt8])
    }
  }
}

extension Tensor {
  /// The slices at `rows` of the first axis, then `padding` slices of bytes `filler`.
  /// - Precondition: rank at least 1, whole bytes per element, and every row exists.
  func selecting(_ rows: some Collection<Int>, padding: Int = 0, filler: UInt8 = 0) -> Tensor {
    var selected = Tensor(zeros: TensorType(element, shape.replacing(axis: 0, with: rows.count + padding)))
    let width = shape.dimensions.dropFirst().reduce(element.bitWidth / 8, *)
    selected.withMutableBytes { target in
      withBytes { source in
        for (slot, row) in rows.enumerated() {
          UnsafeMutableRawBufferPointer(rebasing: target[slot * width..<(slot + 1) * width])
            .copyMemory(from: UnsafeRawBufferPointer(rebasing: source[row * width..<(row + 1) * width]))
        }
      }
      if filler != 0 { for index in rows.count * width..<target.count { target[index] = filler } }
    }
    return selected
  }
}
