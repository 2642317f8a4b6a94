package import Graphs
import Kernels
package import Tensors

/// What operators share that move stored elements without arithmetic.
package enum Movement {
  /// The type of an input whose codes may be moved: any element of whole bytes, quantized per tensor or not at all.
  package static func type(_ inputs: [TensorType?], _ index: Int) throws(TypeInferenceError) -> TensorType {
    let type = try TypeChecks.present(inputs, index)
    guard type.element.bitWidth >= 8 else {
      throw .elementType(input: index, expected: "whole bytes", found: type.element.rawValue)
    }
    guard type.quantization?.isPerTensor ?? true else {
      throw .elementType(input: index, expected: "one scale for the tensor", found: "\(type)")
    }
    return type
  }

  /// The type of an input of any elements of whole bytes that are no codes: new elements are 0 there.
  package static func plain(_ inputs: [TensorType?], _ index: Int) throws(TypeInferenceError) -> TensorType {
    let type = try type(inputs, index)
    guard type.quantization == nil else {
      throw .elementType(input: index, expected: "no codes", found: "\(type)")
    }
    return type
  }

  /// A copy of the bytes, which a planner avoids by giving the output the buffer of the input.
  package static func copy(_ request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0) else { return nil }
    return KernelCall.copy(bytes: x.byteCount).map { KernelBinding($0, operands: [.input(0)], inPlace: .input(0)) }
  }

  /// Copies parts of `part` neighbouring elements: part `i` of the result is part `source(i)`, zeros where that is nil.
  package static func gather(
    _ x: Tensor, as type: TensorType, part: Int = 1, from source: (Int) -> Int?
  ) -> Tensor {
    var result = Tensor(zeros: type)
    let bytes = type.element.bitWidth / 8 * part
    guard bytes > 0 else { return result }
    x.withBytes { old in
      result.withMutableBytes { new in
        for i in 0..<type.shape.count / part {
          guard let position = source(i) else { continue }
          if bytes > 16 {
            let target = UnsafeMutableRawBufferPointer(rebasing: new[i * bytes..<(i + 1) * bytes])
            target.copyMemory(from: UnsafeRawBufferPointer(rebasing: old[position * bytes..<(position + 1) * bytes]))
          } else {
            for byte in 0..<bytes { new[i * bytes + byte] = old[position * bytes + byte] }
          }
        }
      }
    }
    return result
  }
}

extension ONNXReading {
  /// The first input in NHWC if it exists so, otherwise as stated.
  package mutating func anyLayout(
    of node: ForeignNode
  ) throws(ForeignError) -> (input: ValueID, channelsLast: Bool) {
    hasChannelsLast(0) ? (try channelsLast(0, of: node), true) : (try input(0, of: node), false)
  }

  /// Axes that a file states, in our order, counted from the front.
  package func axes(
    _ axes: [Int], of value: ValueID, channelsLast: Bool, _ node: ForeignNode
  ) throws(ForeignError) -> [Int] {
    let shape = graph.type(of: value).shape
    var result: [Int] = []
    for axis in axes {
      guard let normalized = shape.normalized(axis: axis) else {
        throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "axis", problem: "\(axis) of \(shape)")
      }
      result.append(channelsLast ? ImageLayout.channelsLastAxis(normalized) : normalized)
    }
    return result
  }

  /// An input in whichever form it exists.
  package mutating func anyForm(_ index: Int, of node: ForeignNode) throws(ForeignError) -> ValueID {
    hasChannelsLast(index) ? try channelsLast(index, of: node) : try input(index, of: node)
  }

  /// The type of an input in whichever form it exists, to look at its elements and its rank.
  package mutating func anyType(_ index: Int, of node: ForeignNode) throws(ForeignError) -> TensorType {
    // One after the other: finding the value may add to the graph.
    let id = try anyForm(index, of: node)
    return graph.type(of: id)
  }

  /// `op` on the first `count` inputs in the axis order the file states, absent ones as nil.
  /// - Returns: as many results as the file names.
  package mutating func asStated(
    _ op: any Operator, inputs count: Int, _ node: ForeignNode
  ) throws(ForeignError) -> [ONNXReading.Result] {
    var inputs: [ValueID?] = []
    for index in 0..<count { inputs.append(try optionalInput(index, of: node)) }
    return try append(op, inputs, name: node.name).prefix(max(1, node.outputs.count)).map { .asStated($0) }
  }

  /// `x` with elements picked along one axis by numbers that are known.
  package mutating func picked(
    _ positions: [Int], axis: Int, of x: ValueID, name: String = ""
  ) throws(ForeignError) -> ValueID {
    let indices = graph.constant(Tensor(positions.map { Int64($0) }))
    return try apply(Gather(axis: axis), x, indices, name: name)
  }
}

extension ForeignNode {
  /// An attribute that is not understood.
  package func refused(_ attribute: String, _ problem: String) -> ForeignError {
    .unsupportedAttribute(node: name, kind: kind, attribute: attribute, problem: problem)
  }
}

extension ONNXWriting {
  /// A constant list of integers, as newer versions of ONNX want shapes and axes.
  package mutating func integers(_ list: [Int], name: String) -> String {
    sharedConstant(Tensor(list.map { Int64($0) }), name: name)
  }

  /// Writes a node whose operands and results keep the axes they have in the graph.
  package mutating func appendAsGiven(
    _ kind: String, _ node: Node, _ attributes: [String: ForeignAttribute] = [:], more: [String] = []
  ) {
    var inputs: [String] = []
    for id in node.inputs { inputs.append(id.map { asGiven($0) } ?? "") }
    inputs += more
    while inputs.last == "" { inputs.removeLast() }
    append(kind, named: node.name, inputs, node.outputs.map { define($0) }, attributes)
  }
}
