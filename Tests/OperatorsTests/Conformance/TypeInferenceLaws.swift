import Graphs
import Operators
import Tensors
import Testing

@Suite("Type inference")
struct TypeInferenceLaws {
  @Test("inferred types equal produced types", arguments: OperatorCase.all)
  func inferredEqualsProduced(_ item: OperatorCase) throws {
    let inferred = try item.sample.op.outputTypes(for: item.askedTypes)
    let produced = try Node(name: "n", op: item.sample.op, inputs: item.sample.inputs.map { _ in nil }, outputs: [])
      .reference(item.sample.inputs)
    #expect(produced.map(\.type) == inferred)
  }

  @Test("a missing, extra, misshapen or mistyped input throws and never traps", arguments: OperatorCase.all)
  func badInputs(_ item: OperatorCase) throws {
    let types = item.askedTypes
    let op = item.sample.op
    #expect(throws: TypeInferenceError.self) { try op.outputTypes(for: []) }
    if !(op is Concat || op is Einsum) {
      #expect(throws: TypeInferenceError.self) { try op.outputTypes(for: types + [types[0], types[0], types[0]]) }
    }
    for index in types.indices {
      guard let type = types[index] else { continue }
      var variants: [TensorType?] = []
      for shape in hostileShapes(type.shape) { variants.append(TensorType(type.element, shape)) }
      for element in ElementType.allCases { variants.append(TensorType(element, type.shape)) }
      variants.append(TensorType(.int8, type.shape, quantization: QuantizationParameters(symmetric: [1], axis: 9)))
      for variant in variants {
        var changed = types
        changed[index] = variant
        // Some changes are still sound; what must not happen is a trap or another error type.
        do {
          let outputs = try op.outputTypes(for: changed)
          #expect(outputs.allSatisfy { $0.shape.dimensions.allSatisfy { $0 >= 0 } }, "\(changed) gave \(outputs)")
        } catch {}
      }
    }
    let optional: Set<Int> =
      switch op {
      case is Conv, is DepthwiseConv, is Gemm, is VolumeConv, is TensorScatter: [2]
      case is ConvTranspose, is ImageConvTranspose: [2]
      case is LSTM, is GRU, is RNN: [3, 4, 5, 6, 7]
      case is DeformConv: [3, 4]
      case is CausalConvWithState: [2, 3]
      case is Attention: [3, 6]
      case is LinearAttention, is RotaryEmbedding: [3]
      case is MatMulInteger, is ConvInteger: [2, 3]
      case is NegativeLogLikelihoodLoss: [2]
      case is DynamicGemm: [5]
      case is MatMulNBits: [3, 4]
      default: []
      }
    for index in types.indices where !optional.contains(index) {
      var changed = types
      changed[index] = nil
      #expect(throws: TypeInferenceError.self, "input \(index) absent") { try op.outputTypes(for: changed) }
    }
  }

  private func hostileShapes(_ shape: Shape) -> [Shape] {
    var result: [Shape] = [[], [1], [0], [3, 0], [2, 3, 5, 7, 11], Shape(shape.dimensions + [1])]
    result.append(Shape(Array(shape.dimensions.dropLast())))
    for axis in 0..<shape.rank {
      result.append(shape.replacing(axis: axis, with: shape[axis] + 1))
      result.append(shape.replacing(axis: axis, with: 0))
      result.append(shape.replacing(axis: axis, with: 1 << 30))
    }
    return result
  }
}
