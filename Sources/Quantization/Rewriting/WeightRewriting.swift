import Graphs
import Operators
import Tensors

/// Puts known weights behind what makes them: a DequantizeLinear for codes, a Cast for reals of another width. Weights
/// that several layers read are stored once.
struct WeightRewriting {
  typealias Storing = (Tensor, WeightSlot) throws(TensorError) -> Tensor

  private var copy: GraphCopy
  private let given: GivenCodes
  private let store: Storing
  private var stored: [ValueID: ValueID] = [:]

  /// - Parameter store: the tensor that a file will hold in place of weights: with quantization, or of another element.
  init(_ source: Graph, _ given: GivenCodes = [:], store: @escaping Storing) {
    copy = GraphCopy(source)
    self.given = given
    self.store = store
  }

  mutating func run() throws(QuantizationError) -> Graph {
    do {
      for node in copy.source.nodes {
        var inputs = try copy.values(node.inputs)
        for (input, id) in try reals(of: node) { inputs[input] = id }
        try copy.append(node, inputs: inputs)
      }
      guard !stored.isEmpty else { throw QuantizationError.nothingToQuantize }
      return try copy.finished()
    } catch { throw QuantizationError(building: error) }
  }

  /// For each input of weights, the value that stands for them.
  private mutating func reals(of node: Node) throws -> [(Int, ValueID)] {
    var found: [(Int, ValueID)] = []
    for slot in WeightSlot.all(of: node, in: copy.source) {
      guard let id = node.inputs[slot.input], let weights = copy.source.constant(id) else { continue }
      if let known = stored[id] {
        found.append((slot.input, known))
        continue
      }
      let name = copy.source[id].name
      let tensor: Tensor
      if let codes = given[name] {
        tensor = codes
      } else {
        do { tensor = try store(weights, slot) } catch { throw QuantizationError.notFinite(value: name) }
      }
      let constant = copy.result.constant(tensor, name: name)
      let op: any Operator = tensor.type.quantization == nil ? Cast(.float32) : DequantizeLinear()
      let made = try copy.result.apply(op, constant, name: name + "_d")
      stored[id] = made
      found.append((slot.input, made))
    }
    return found
  }
}
