import Graphs
import Operators
import Tensors

/// The graph that a ``LayerAssembly`` is putting together.
struct AssemblyBuilding {
  private let assembly: LayerAssembly
  private(set) var result: Graph
  /// What values of the base are called here.
  private var made: [ValueID: ValueID] = [:]
  /// Values after quantize and dequantize, so that readers with the same codes share one pair.
  private var coded: [Pair: ValueID] = [:]
  /// What values of the variants are called here.
  private var transplanted: [Origin: ValueID] = [:]

  private struct Pair: Hashable {
    let value: ValueID
    let element: ElementType
    let parameters: QuantizationParameters
  }

  private struct Origin: Hashable {
    let variant: Int
    let value: ValueID
  }

  init(_ assembly: LayerAssembly) {
    self.assembly = assembly
    result = Graph(name: assembly.base.name)
    result.arithmetic = assembly.base.arithmetic
    for id in assembly.base.inputs { made[id] = result.input(assembly.base[id].name, assembly.base.type(of: id)) }
  }

  /// Appends a node of the base in a form; its outputs stand for those of the base from here on.
  mutating func append(_ node: Node, as form: LayerForm) throws(GraphError) {
    let outputs = try appendTwin(
      of: node, as: form, name: node.name, outputNames: node.outputs.map { assembly.base[$0].name })
    for (old, new) in zip(node.outputs, outputs) { made[old] = new }
  }

  /// Appends a node of the base in a form, beside what stands for it.
  mutating func appendTwin(
    of node: Node, as form: LayerForm, name: String, outputNames: [String] = []
  ) throws(GraphError) -> [ValueID] {
    let (op, inputs) = try computation(of: node, as: form)
    return try result.append(op, inputs, name: name, outputNames: outputNames)
  }

  func value(_ id: ValueID) -> ValueID? { made[id] }

  mutating func finished() throws(GraphError) -> Graph {
    for id in assembly.base.outputs { result.outputs.append(try real(id)) }
    return try result.withoutDeadNodes().sorted()
  }

  mutating func setOutputs(_ outputs: [ValueID]) { result.outputs = outputs }

  private mutating func computation(
    of node: Node, as form: LayerForm
  ) throws(GraphError) -> (op: any Operator, inputs: [ValueID?]) {
    // The same operator may read its weights in another order there.
    var op = node.op
    if let variant = form.weights, let own = assembly.variants[variant].node(node.name) {
      if type(of: own.op) != type(of: node.op) { return (own.op, try replacedInputs(own, node, variant)) }
      op = own.op
    }
    let weights = LayerAssembly.weights(of: node, in: assembly.base)?.position
    var inputs: [ValueID?] = []
    for (position, id) in node.inputs.enumerated() {
      guard let id else {
        inputs.append(nil)
        continue
      }
      if assembly.base.constant(id) == nil {
        inputs.append(try activation(id, of: node, position, form.activations))
      } else if let source = source(of: position, isWeights: position == weights, form),
        let own = assembly.variants[source].node(node.name), position < own.inputs.count,
        let value = own.inputs[position], assembly.variants[source].isConstant(value)
      {
        inputs.append(try transplant(value, from: source))
      } else {
        inputs.append(try real(id))
      }
    }
    return (op, inputs)
  }

  /// The variant that a constant comes from. The codes of a bias hold for the scales of input and weights together.
  private func source(of position: Int, isWeights: Bool, _ form: LayerForm) -> Int? {
    isWeights ? form.weights : form.weights == form.activations ? form.weights : nil
  }

  /// The inputs of a node that the variant computes by another operator or by several: what only the variant has, and
  /// the activations of the layer.
  private mutating func replacedInputs(
    _ own: Node, _ node: Node, _ variant: Int
  ) throws(GraphError) -> [ValueID?] {
    var inputs: [ValueID?] = []
    for id in own.inputs {
      inputs.append(try id.map { id throws(GraphError) in try grafted(id, of: node, variant) })
    }
    return inputs
  }

  /// A value that a variant computes for one layer, with the nodes that make it from the activations of the layer.
  private mutating func grafted(_ id: ValueID, of node: Node, _ variant: Int) throws(GraphError) -> ValueID {
    let source = assembly.variants[variant]
    if source.isConstant(id) { return try transplant(id, from: variant) }
    if let known = transplanted[Origin(variant: variant, value: id)] { return known }
    guard let maker = source.ownMaker(of: id), let output = maker.outputs.firstIndex(of: id) else {
      let activations = node.inputs.compactMap { $0 }.filter { assembly.base.constant($0) == nil }
      let name = source.graph[id].name
      guard let same = activations.first(where: { assembly.base[$0].name == name }) ?? activations.first else {
        throw .malformed("\(name) is no input of \(node.name)")
      }
      return try real(same)
    }
    var inputs: [ValueID?] = []
    for input in maker.inputs {
      inputs.append(try input.map { input throws(GraphError) in try grafted(input, of: node, variant) })
    }
    let outputs = try result.append(maker.op, inputs, name: maker.name)
    for (old, new) in zip(maker.outputs, outputs) { transplanted[Origin(variant: variant, value: old)] = new }
    return outputs[output]
  }

  private mutating func activation(
    _ id: ValueID, of node: Node, _ position: Int, _ variant: Int?
  ) throws(GraphError) -> ValueID {
    let real = try real(id)
    guard let variant, let own = assembly.variants[variant].node(node.name),
      let quantize = assembly.variants[variant].codes(of: own, position)
    else { return real }
    let pair = Pair(value: real, element: quantize.element, parameters: quantize.parameters)
    if let known = coded[pair] { return known }
    let name = assembly.base[id].name
    let codes = try result.apply(quantize, real, name: name + "_q")
    let dequantized = try result.apply(DequantizeLinear(), codes, name: name + "_d")
    coded[pair] = dequantized
    return dequantized
  }

  private mutating func real(_ id: ValueID) throws(GraphError) -> ValueID {
    if let known = made[id] { return known }
    guard let tensor = assembly.base.constant(id) else {
      throw .malformed("\(assembly.base[id].name) is read before it is made")
    }
    let new = result.constant(tensor, name: assembly.base[id].name)
    made[id] = new
    return new
  }

  /// Copies a constant of a variant, with the nodes that make it.
  private mutating func transplant(_ id: ValueID, from variant: Int) throws(GraphError) -> ValueID {
    let origin = Origin(variant: variant, value: id)
    if let known = transplanted[origin] { return known }
    let source = assembly.variants[variant]
    let new: ValueID
    if let tensor = source.graph.constant(id) {
      new = result.constant(tensor, name: source.graph[id].name)
    } else if let node = source.index.producer(of: id), let output = node.outputs.firstIndex(of: id) {
      var inputs: [ValueID?] = []
      for input in node.inputs {
        inputs.append(try input.map { input throws(GraphError) in try transplant(input, from: variant) })
      }
      new = try result.append(node.op, inputs, name: node.name)[output]
    } else {
      throw .malformed("\(source.graph[id].name) is no constant")
    }
    transplanted[origin] = new
    return new
  }
}
