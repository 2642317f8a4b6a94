import Graphs
import Operators
import Tensors

/// Inputs whose values do not matter: latency of these kernels does not depend on them.
enum RandomInputs {
  /// Seeded sets of one tensor for each input: float32 in −1...1, 8-bit codes over their whole range. Wider integers are
  /// rows of the table that they pick from, and 0 or 1, as masks are, where they pick from none.
  static func of(_ graph: Graph, named name: String, count: Int) throws(WorkbenchError) -> [[Tensor]] {
    var limits: [Int] = []
    for id in graph.inputs {
      let type = graph.type(of: id)
      guard type.element == .float32 || integers.contains(type.element) else {
        throw .unsupportedInput(model: name, found: "\(type)")
      }
      limits.append(graph.rowsPicked(by: id) ?? 2)
    }
    var source = RandomSource(seed: 1, stream: "bench")
    return (0..<count).map { _ in
      zip(graph.inputs, limits).map { tensor(graph.type(of: $0), below: $1, &source) }
    }
  }

  /// - Throws: ``WorkbenchError/inputArray(path:expected:found:)`` when two models cannot be compared.
  static func check(_ graph: Graph, takes inputs: [[Tensor]], named name: String) throws(WorkbenchError) {
    let expected = inputs.first.map { $0.map(\.type) } ?? []
    let found = graph.inputs.map { graph.type(of: $0) }
    guard expected == found else {
      let list = { (types: [TensorType]) in types.map { "\($0)" }.joined(separator: ", ") }
      throw .inputArray(path: name, expected: list(expected), found: list(found))
    }
  }

  private static let integers: Set<ElementType> = [.int8, .uint8, .int32, .int64]

  private static func tensor(_ type: TensorType, below limit: Int, _ source: inout RandomSource) -> Tensor {
    var tensor = Tensor(zeros: type)
    switch type.element {
    case .float32:
      tensor.withMutableElements(as: Float.self) { values in
        for index in values.indices { values[index] = Float(source.integer(in: -32_768...32_767)) / 32_768 }
      }
    case .int32:
      tensor.withMutableElements(as: Int32.self) { values in
        for index in values.indices { values[index] = Int32(source.integer(in: 0...min(limit - 1, 1 << 30))) }
      }
    case .int64:
      tensor.withMutableElements(as: Int64.self) { values in
        for index in values.indices { values[index] = Int64(source.integer(in: 0...(limit - 1))) }
      }
    default:
      tensor.withMutableBytes { bytes in
        for index in bytes.indices { bytes[index] = UInt8(truncatingIfNeeded: source.next()) }
      }
    }
    return tensor
  }
}
