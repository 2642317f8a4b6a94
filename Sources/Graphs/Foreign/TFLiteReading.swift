package import Tensors

/// The graph being built from a TFLite file. The values of the node being read are asked for by position.
package struct TFLiteReading: ForeignReading {
  /// Makers of nodes that change a value's element type; the operators live in rooms that this one does not know.
  package struct Operators: Sendable {
    let quantize: @Sendable (ElementType, QuantizationParameters) -> any Operator
    let dequantize: any Operator
    let cast: @Sendable (ElementType) -> any Operator

    package init(
      quantize: @escaping @Sendable (ElementType, QuantizationParameters) -> any Operator, dequantize: any Operator,
      cast: @escaping @Sendable (ElementType) -> any Operator
    ) {
      self.quantize = quantize
      self.dequantize = dequantize
      self.cast = cast
    }
  }

  /// A named value as the file stores it, and as float32 once somebody has asked for that.
  private struct Forms {
    let stored: ValueID
    var reals: ValueID?
  }

  package var graph: Graph
  private let operators: Operators
  private var forms: [String: Forms] = [:]
  private var names: [String] = []
  /// How many values there were before the node being read.
  private var earlier = 0
  private var known = KnownValues()
  /// What the file states of the outputs of the node being read; `nil` for an output without a name.
  package private(set) var outputs: [ForeignValue?] = []
  /// What the file states of a value that is no constant, by name.
  private let types: [String: ForeignValue]

  package init(graph: Graph, types: [String: ForeignValue], operators: Operators) {
    self.graph = graph
    self.types = types
    self.operators = operators
  }

  // MARK: For the importer

  package mutating func define(_ name: String, _ stored: ValueID) { forms[name] = Forms(stored: stored) }

  /// States the tensor that an input will have, so that operators can ask for it.
  package mutating func give(_ input: ValueID, _ tensor: Tensor) { known.give(input, tensor) }

  /// Inputs whose given tensors have been used: the graph is right for these tensors only.
  package var fixedInputs: Set<ValueID> { known.fixedInputs }

  package mutating func enter(_ node: ForeignNode) throws(ForeignError) {
    for name in node.inputs where !name.isEmpty && forms[name] == nil {
      throw .unknownValue(node: node.name, name: name)
    }
    names = node.inputs
    earlier = graph.values.count
    outputs = node.outputs.map { $0.isEmpty ? nil : types[$0] }
  }

  package func stored(_ name: String) throws(ForeignError) -> ValueID {
    guard let form = forms[name] else { throw .unknownValue(node: name, name: name) }
    return form.stored
  }

  /// True for a value that the node being read has made.
  package func isOwn(_ id: ValueID) -> Bool { id.index >= earlier }

  /// A result as the file stores it: reals as codes where it states codes, integers of the width it states.
  package mutating func stored(_ result: ValueID, as value: ForeignValue) throws(ForeignError) -> ValueID {
    let type = graph.type(of: result)
    if type.element == .float32, let parameters = value.quantization, value.element != .float32 {
      if isOwn(result) { graph.rename(result, value.name + "_reals") }
      return try apply(operators.quantize(value.element, parameters), result, name: value.name)
    }
    guard type.element != value.element, type.quantization == nil else { return result }
    return try apply(operators.cast(value.element), result, name: value.name)
  }

  // MARK: For operators

  package var inputCount: Int { names.count }
  package func isPresent(_ index: Int) -> Bool { index < names.count && !names[index].isEmpty }

  /// An input as the file stores it.
  package func stored(_ index: Int, of node: ForeignNode) throws(ForeignError) -> ValueID {
    guard isPresent(index) else { throw .missingInput(node: node.name, kind: node.kind, input: index) }
    return try stored(names[index])
  }

  /// An input as numbers: float32 when it is codes or half precision, otherwise as it is stored.
  package mutating func input(_ index: Int, of node: ForeignNode) throws(ForeignError) -> ValueID {
    let stored = try stored(index, of: node)
    let name = names[index]
    if let reals = forms[name]?.reals { return reals }
    let made = try numbers(stored, name)
    forms[name]?.reals = made
    return made
  }

  package mutating func optionalInput(_ index: Int, of node: ForeignNode) throws(ForeignError) -> ValueID? {
    isPresent(index) ? try input(index, of: node) : nil
  }

  private mutating func numbers(_ stored: ValueID, _ name: String) throws(ForeignError) -> ValueID {
    let type = graph.type(of: stored)
    if type.element == .float16 || type.element == .bfloat16 {
      return try apply(operators.cast(.float32), stored, name: name + "_float32")
    }
    guard type.quantization != nil else { return stored }
    // Biases of 16-bit layers; no kernel adds them, so their reals are stored.
    if type.element == .int64, let reals = graph.constant(stored)?.realsOfLongCodes {
      return graph.constant(reals, name: name)
    }
    return try apply(operators.dequantize, stored, name: name + "_reals")
  }

  /// Reals of an input behind a rearrangement of its codes, when these are known; otherwise of the input as it is.
  /// - Parameter move: gives the rearranged constant, and `nil` where it does not take it.
  package mutating func weights(
    _ index: Int, of node: ForeignNode, _ move: (Tensor) -> Tensor?
  ) throws(ForeignError) -> ValueID? {
    let stored = try stored(index, of: node)
    guard let codes = graph.constant(stored), let moved = move(codes) else { return nil }
    return try numbers(graph.constant(moved, name: graph[stored].name), names[index])
  }

  package func type(of id: ValueID) -> TensorType { graph.type(of: id) }

  /// The node that makes a value; `nil` for inputs and constants.
  package mutating func producer(of id: ValueID) -> Node? { known.producer(of: id, in: graph) }

  /// An input that must be known when the file is read, as it is stored: a constant, an input of the graph whose tensor
  /// has been given, or what is made from these alone.
  package mutating func constant(_ index: Int, of node: ForeignNode) throws(ForeignError) -> Tensor {
    guard let tensor = try known.value(of: try stored(index, of: node), in: graph) else {
      throw .notConstant(node: node.name, kind: node.kind, input: index)
    }
    return tensor
  }

  /// A list of integers that must be known when the file is read.
  package mutating func integers(_ index: Int, of node: ForeignNode) throws(ForeignError) -> [Int] {
    let tensor = try constant(index, of: node)
    switch tensor.element {
    case .int64: return tensor.elements(as: Int64.self).map { Int($0) }
    case .int32: return tensor.elements(as: Int32.self).map { Int($0) }
    case .int16: return tensor.elements(as: Int16.self).map { Int($0) }
    case .int8: return tensor.elements(as: Int8.self).map { Int($0) }
    default: throw refused(node, "input \(index)", tensor.element.rawValue)
    }
  }

  package func refused(_ node: ForeignNode, _ attribute: String, _ problem: String) -> ForeignError {
    .unsupportedAttribute(node: node.name, kind: node.kind, attribute: attribute, problem: problem)
  }
}

extension Tensor {
  /// What 64-bit codes of one scale or one for each index of the first axis stand for.
  fileprivate var realsOfLongCodes: Tensor? {
    guard element == .int64, let parameters = type.quantization, parameters.isPerTensor || parameters.axis == 0 else {
      return nil
    }
    let inner = max(1, count / max(1, parameters.scales.count))
    let reals = elements(as: Int64.self).enumerated().map { position, code in
      let channel = parameters.isPerTensor ? 0 : min(position / inner, parameters.scales.count - 1)
      return Float((Double(code) - Double(parameters.zeroPoints[channel])) * Double(parameters.scales[channel]))
    }
    return try? Tensor(reals, shape: shape)
  }
}
