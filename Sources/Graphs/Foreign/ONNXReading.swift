package import Tensors

/// The graph being built from a file. The values of the node being read are asked for by position.
package struct ONNXReading: ForeignReading {
  /// What a room gives back for one output.
  package enum Result: Sendable {
    /// Axes in the order the file states.
    case asStated(ValueID)
    /// A rank-4 value in NHWC that the file states in NCHW.
    case channelsLast(ValueID)
  }

  /// A named value in the forms that exist so far.
  private struct Forms {
    var asStated: ValueID?
    var channelsLast: ValueID?

    var results: [Result] {
      [asStated.map { .asStated($0) }, channelsLast.map { .channelsLast($0) }].compactMap { $0 }
    }
  }

  package var graph: Graph
  /// Makes the node that permutes axes; the operator lives in a room this one does not know.
  private let transpose: @Sendable ([Int]) -> any Operator
  private var forms: [String: Forms] = [:]
  private var names: [String] = []
  private var known = KnownValues()
  /// What the names that a branch defines stood for before it, branch by branch, the innermost last.
  private var scopes: [[String: Forms?]] = []

  package init(graph: Graph, transpose: @escaping @Sendable ([Int]) -> any Operator) {
    self.graph = graph
    self.transpose = transpose
  }

  // MARK: For the importer

  package mutating func define(_ name: String, _ result: Result) { define(name, [result]) }

  /// States what a name stands for from here on.
  /// - Parameter results: one value in the forms that exist so far.
  package mutating func define(_ name: String, _ results: [Result]) {
    if let last = scopes.indices.last, scopes[last][name] == nil {
      scopes[last].updateValue(forms[name], forKey: name)
    }
    var stated = Forms()
    for result in results {
      switch result {
      case .asStated(let id): stated.asStated = id
      case .channelsLast(let id): stated.channelsLast = id
      }
    }
    forms[name] = stated
  }

  package func knows(_ name: String) -> Bool { forms[name] != nil }

  /// A value in each form that exists so far; empty when the name is unknown.
  package func results(of name: String) -> [Result] { forms[name]?.results ?? [] }

  /// Begins a branch: what is defined from here on is known in it alone.
  package mutating func openScope() { scopes.append([:]) }

  /// Ends the innermost branch; what it gave is known under other names outside.
  /// - Parameter results: the names outside and inside, in this order.
  package mutating func closeScope(giving results: [(outside: String, inside: String)]) {
    let given = results.map { ($0.outside, self.results(of: $0.inside)) }
    for (name, before) in scopes.popLast() ?? [:] { forms[name] = before }
    for (name, results) in given { define(name, results) }
  }

  /// States the tensor that an input will have, so that operators can ask for it.
  package mutating func give(_ input: ValueID, _ tensor: Tensor) { known.give(input, tensor) }

  /// Inputs whose given tensors have been used: the graph is right for these tensors only.
  package var fixedInputs: Set<ValueID> { known.fixedInputs }

  package mutating func enter(_ node: ForeignNode) throws(ForeignError) {
    for name in node.inputs where !name.isEmpty && forms[name] == nil {
      throw .unknownValue(node: node.name, name: name)
    }
    names = node.inputs
  }

  /// The value in the axis order the file states.
  package mutating func stated(_ name: String) throws(ForeignError) -> ValueID {
    if let id = forms[name]?.asStated { return id }
    guard let id = forms[name]?.channelsLast else { throw .unknownValue(node: name, name: name) }
    let made = try apply(transpose(ImageLayout.toChannelsFirst), id)
    forms[name]?.asStated = made
    return made
  }

  // MARK: For operators

  package var inputCount: Int { names.count }
  package func isPresent(_ index: Int) -> Bool { index < names.count && !names[index].isEmpty }

  /// True when the input already exists in NHWC.
  package func hasChannelsLast(_ index: Int) -> Bool {
    isPresent(index) && forms[names[index]]?.channelsLast != nil
  }

  /// True when the input is the same in every run: a constant, or made from constants alone.
  package mutating func hasConstant(_ index: Int) -> Bool {
    guard isPresent(index), let forms = forms[names[index]], let id = forms.asStated ?? forms.channelsLast else {
      return false
    }
    return known.isConstant(id, in: graph)
  }

  /// An input in the axis order the file states.
  package mutating func input(_ index: Int, of node: ForeignNode) throws(ForeignError) -> ValueID {
    guard isPresent(index) else { throw .missingInput(node: node.name, kind: node.kind, input: index) }
    return try stated(names[index])
  }

  /// The type of an input in the axis order the file states.
  package mutating func inputType(_ index: Int, of node: ForeignNode) throws(ForeignError) -> TensorType {
    // One after the other: finding the value may add to the graph.
    let id = try input(index, of: node)
    return graph.type(of: id)
  }

  package mutating func optionalInput(_ index: Int, of node: ForeignNode) throws(ForeignError) -> ValueID? {
    isPresent(index) ? try input(index, of: node) : nil
  }

  /// A rank-4 input in NHWC.
  package mutating func channelsLast(_ index: Int, of node: ForeignNode) throws(ForeignError) -> ValueID {
    guard isPresent(index) else { throw .missingInput(node: node.name, kind: node.kind, input: index) }
    let name = names[index]
    if let id = forms[name]?.channelsLast { return id }
    let id = try stated(name)
    guard graph.type(of: id).shape.rank == 4 else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "rank", problem: "\(graph.type(of: id).shape) is no image batch")
    }
    let made = try apply(transpose(ImageLayout.toChannelsLast), id)
    forms[name]?.channelsLast = made
    return made
  }

  /// The node that makes a value; `nil` for inputs and constants.
  package mutating func producer(of id: ValueID) -> Node? { known.producer(of: id, in: graph) }

  /// An input that must be known when the file is read: a constant, an input of the graph whose tensor has been given,
  /// or what is made from these alone.
  package mutating func constant(_ index: Int, of node: ForeignNode) throws(ForeignError) -> Tensor {
    let id = try input(index, of: node)
    guard let tensor = try known.value(of: id, in: graph) else {
      throw .notConstant(node: node.name, kind: node.kind, input: index)
    }
    return tensor
  }

  /// An integer list that older versions state as attribute and newer ones as constant input.
  package mutating func integers(
    _ attribute: String, orInput index: Int, of node: ForeignNode
  ) throws(ForeignError) -> [Int]? {
    if let list = node.ints(attribute) { return list }
    guard isPresent(index) else { return nil }
    let tensor = try constant(index, of: node)
    switch tensor.element {
    case .int64: return tensor.elements(as: Int64.self).map { Int($0) }
    case .int32: return tensor.elements(as: Int32.self).map { Int($0) }
    default:
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: attribute, problem: tensor.element.rawValue)
    }
  }

  /// Inputs of an element-wise operator with broadcasting: all in NHWC as soon as one is and the others can be, otherwise as
  /// stated.
  package mutating func elementwise(
    of node: ForeignNode
  ) throws(ForeignError) -> (inputs: [ValueID?], channelsLast: Bool) {
    let present = names.indices.filter(isPresent)
    var isImage = present.contains(where: hasChannelsLast)
    for index in present where isImage && !hasChannelsLast(index) {
      let shape = try inputType(index, of: node).shape
      isImage = shape.count == 1 || shape.rank == 4 || (shape.rank < 4 && hasConstant(index))
    }
    guard isImage else {
      var inputs: [ValueID?] = []
      for index in names.indices { inputs.append(try optionalInput(index, of: node)) }
      return (inputs, false)
    }
    var inputs: [ValueID?] = []
    for index in names.indices {
      guard isPresent(index) else {
        inputs.append(nil)
        continue
      }
      if hasChannelsLast(index) {
        inputs.append(forms[names[index]]?.channelsLast)
        continue
      }
      let id = try stated(names[index])
      let shape = graph.type(of: id).shape
      if shape.count == 1 {
        inputs.append(id)
      } else if hasConstant(index), graph.constant(id) != nil || shape.rank != 4 {
        let tensor = try constant(index, of: node)
        inputs.append(graph.constant(tensor.broadcastToChannelsLast(), name: graph[id].name + "_nhwc"))
      } else {
        inputs.append(try channelsLast(index, of: node))
      }
    }
    return (inputs, true)
  }
}

extension Tensor {
  /// A float32 tensor of rank ≤ 4 that broadcasts against NCHW, permuted so that it broadcasts against NHWC.
  package func broadcastToChannelsLast() -> Tensor {
    let padded = [Int](repeating: 1, count: max(0, 4 - shape.rank)) + shape.dimensions
    guard padded.count == 4, let image = try? reshaped(to: Shape(padded)) else { return self }
    return image.transposed(ImageLayout.toChannelsLast)
  }
}
