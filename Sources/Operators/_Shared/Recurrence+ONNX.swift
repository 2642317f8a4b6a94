package import Graphs
import Tensors

extension Recurrence {
  /// Reads `direction`, `layout`, `clip` and the activations, which are `defaults` in each direction when not stated.
  package init(onnx node: ForeignNode, defaults: [RecurrentFunction.Kind]) throws(ForeignError) {
    let stated = node.string("direction", default: "forward")
    guard let direction = Direction(rawValue: stated) else { throw node.refused("direction", stated) }
    self.init(defaults, direction: direction, batchFirst: node.int("layout", default: 0) != 0)
    if case .float(let limit)? = node.attributes["clip"] { clip = limit }
    guard case .strings(let names)? = node.attributes["activations"], !names.isEmpty else { return }
    guard names.count == directions * defaults.count else { throw node.refused("activations", "\(names)") }
    var (alphas, betas) = (node.reals("activation_alpha")[...], node.reals("activation_beta")[...])
    var list: [RecurrentFunction] = []
    for name in names {
      guard let kind = RecurrentFunction.Kind.allCases.first(where: { $0.rawValue.lowercased() == name.lowercased() })
      else { throw node.refused("activations", name) }
      // Only functions that have such a number take one.
      let alpha = kind.takesAlpha ? alphas.popFirst() : nil
      list.append(RecurrentFunction(kind, alpha: alpha, beta: kind.takesBeta ? betas.popFirst() : nil))
    }
    functions = (0..<directions).map { Array(list[($0 * defaults.count)..<(($0 + 1) * defaults.count)]) }
  }

  package func attributes(hidden: Int) -> [String: ForeignAttribute] {
    let all = functions.flatMap { $0 }
    var result: [String: ForeignAttribute] = [
      "hidden_size": .int(hidden), "direction": .string(direction.rawValue),
      "activations": .strings(all.map(\.kind.rawValue)),
    ]
    let (alphas, betas) = (all.filter(\.kind.takesAlpha).map(\.alpha), all.filter(\.kind.takesBeta).map(\.beta))
    if !alphas.isEmpty { result["activation_alpha"] = .floats(alphas) }
    if !betas.isEmpty { result["activation_beta"] = .floats(betas) }
    if batchFirst { result["layout"] = .int(1) }
    if let clip { result["clip"] = .float(clip) }
    return result
  }
}

extension RecurrentFunction.Kind {
  fileprivate var takesAlpha: Bool {
    switch self {
    case .affine, .leakyRelu, .thresholdedRelu, .scaledTanh, .hardSigmoid, .elu: true
    default: false
    }
  }
  fileprivate var takesBeta: Bool { self == .affine || self == .scaledTanh || self == .hardSigmoid }
}

extension ForeignNode {
  fileprivate func reals(_ name: String) -> [Float] {
    if case .floats(let list)? = attributes[name] { return list }
    return []
  }
}
