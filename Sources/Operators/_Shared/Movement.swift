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

  /// A copy of the bytes, which a planner avoids by giving the output the buffer of the input.
  package static func copy(_ request: KernelRequest) -> KernelBinding? {
    guard request.epilogue.isEmpty, let x = request.input(0) else { return nil }
    return KernelCall.copy(bytes: x.byteCount).map { KernelBinding($0, operands: [.input(0)], inPlace: .input(0)) }
  }

  /// Copies `count` elements of `width` bytes, element `i` of the result from element `source(i)`.
  package static func gather(_ x: Tensor, as type: TensorType, from source: (Int) -> Int) -> Tensor {
    var result = Tensor(zeros: type)
    let width = type.element.bitWidth / 8
    x.withBytes { old in
      result.withMutableBytes { new in
        for i in 0..<type.shape.count {
          let start = source(i) * width
          for byte in 0..<width { new[i * width + byte] = old[start + byte] }
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
}

extension ONNXWriting {
  /// A constant list of integers, as newer versions of ONNX want shapes and axes.
  package mutating func integers(_ list: [Int], name: String) -> String {
    sharedConstant(Tensor(list.map { Int64($0) }), name: name)
  }
}
