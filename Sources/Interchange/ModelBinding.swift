package import Graphs
package import Tensors

/// What is settled when a model is read and not by its file: open extents, and inputs whose tensors are known already.
package struct ModelBinding: Sendable {
  /// Stands for the first open extent of the inputs that nothing else settles, 1 to 2³¹ − 1.
  package var batch: Int
  /// Open extents by the name that the file gives them, 0 to 2³¹ − 1.
  package var extents: [String: Int]
  /// Tensors that the inputs will have, by name. They settle the extents of their input and every other extent of the
  /// same name, and an operator whose output type depends on such a tensor reads it.
  package var inputs: [String: Tensor]
  /// How operators on codes compute; nil: as the engine does that the file's format belongs to.
  package var arithmetic: QuantizedArithmetic?

  package init(
    batch: Int = 1, extents: [String: Int] = [:], inputs: [String: Tensor] = [:],
    arithmetic: QuantizedArithmetic? = nil
  ) {
    self.batch = batch
    self.extents = extents
    self.inputs = inputs
    self.arithmetic = arithmetic
  }
}

/// A graph made from a file and a ``ModelBinding``.
package struct BoundModel: Sendable {
  package let graph: Graph
  /// Inputs that the graph was made for: with another tensor there, the file has to be bound again.
  package let fixedInputs: [ValueID: Tensor]
}

/// The types of a model's inputs, settled by a binding.
struct InputTypes {
  private let binding: ModelBinding
  private var extents: [String: Int]
  /// The first open extent that nothing settles is the batch; so are all of its name.
  private var batch: ForeignValue.Extent?

  init(of inputs: [ForeignValue], _ binding: ModelBinding) throws(ForeignError) {
    self.binding = binding
    extents = binding.extents
    for input in inputs {
      guard let tensor = binding.inputs[input.name], !input.rankIsOpen else { continue }
      for (extent, found) in zip(input.extents, tensor.shape.dimensions) {
        guard case .open(let name) = extent, !name.isEmpty else { continue }
        guard extents.updateValue(found, forKey: name) ?? found == found else {
          throw .givenInput(name: input.name, expected: input.statedType, found: "\(tensor.type)")
        }
      }
    }
    let unsettled = inputs.filter { binding.inputs[$0.name] == nil }.flatMap(\.extents)
    batch = unsettled.first { extent in
      guard case .open(let name) = extent else { return false }
      return extents[name] == nil
    }
  }

  func type(of input: ForeignValue) throws(ForeignError) -> TensorType {
    if let tensor = binding.inputs[input.name] {
      guard input.takes(tensor.type) else {
        throw .givenInput(name: input.name, expected: input.statedType, found: "\(tensor.type)")
      }
      return TensorType(input.element, tensor.shape, quantization: input.quantization)
    }
    guard !input.rankIsOpen else { throw .openShape(input: input.name, symbol: "") }
    var dimensions: [Int] = []
    for (axis, extent) in input.extents.enumerated() {
      switch extent {
      case .fixed(let count): dimensions.append(count)
      case .open(let name):
        if let count = extents[name] {
          dimensions.append(count)
        } else {
          // The same name is the same number; without a name, the first axis is the batch.
          guard extent == batch, !name.isEmpty || axis == 0 else {
            throw .openShape(input: input.name, symbol: name)
          }
          dimensions.append(binding.batch)
        }
      }
    }
    guard let shape = try? Shape(checking: dimensions) else { throw .openShape(input: input.name, symbol: "") }
    return TensorType(input.element, shape, quantization: input.quantization)
  }
}

extension ForeignValue {
  /// Whether a tensor of that type can stand here.
  package func takes(_ type: TensorType) -> Bool {
    guard type.element == element else { return false }
    return rankIsOpen || (extents.count == type.shape.rank && zip(extents, type.shape.dimensions).allSatisfy(Self.fits))
  }

  private static func fits(_ extent: Extent, _ count: Int) -> Bool {
    if case .fixed(let stated) = extent { return stated == count }
    return true
  }

  /// `float32[N, 3, ?, ?]`
  package var statedType: String {
    let stated = extents.map { extent in
      switch extent {
      case .fixed(let count): "\(count)"
      case .open(let name): name.isEmpty ? "?" : name
      }
    }
    return element.rawValue + (rankIsOpen ? "[…]" : "[" + stated.joined(separator: ", ") + "]")
  }
}
