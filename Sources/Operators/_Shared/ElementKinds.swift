package import Graphs
package import Tensors

/// Which elements an operator computes with. Elements of less than a byte are none of them: they are to be cast.
package struct ElementKinds: OptionSet, Hashable, Sendable {
  package let rawValue: UInt8
  package init(rawValue: UInt8) { self.rawValue = rawValue }

  /// float16, bfloat16, float32 and float64.
  package static let reals = ElementKinds(rawValue: 1)
  /// Signed and unsigned, of 8 to 64 bits.
  package static let integers = ElementKinds(rawValue: 2)
  package static let truthValues = ElementKinds(rawValue: 4)
  package static let numbers: ElementKinds = [.reals, .integers]
  package static let all: ElementKinds = [.reals, .integers, .truthValues]

  package func contains(_ element: ElementType) -> Bool {
    if element.isFloatingPoint { return contains(.reals) }
    return element == .bool ? contains(.truthValues) : element.bitWidth >= 8 && contains(.integers)
  }

  fileprivate var words: String {
    let names: [(ElementKinds, String)] = [(.reals, "reals"), (.integers, "integers"), (.truthValues, "truth values")]
    return names.filter { contains($0.0) }.map(\.1).joined(separator: ", ")
  }
}

extension TypeChecks {
  /// An input whose elements stand for themselves and are of these kinds.
  package static func element(
    _ inputs: [TensorType?], _ index: Int, _ kinds: ElementKinds
  ) throws(TypeInferenceError) -> TensorType {
    let type = try present(inputs, index)
    guard type.quantization == nil, kinds.contains(type.element) else {
      throw .elementType(input: index, expected: kinds.words, found: "\(type)")
    }
    return type
  }

  /// A further input of the element type of the first.
  package static func element(
    _ inputs: [TensorType?], _ index: Int, like first: TensorType
  ) throws(TypeInferenceError) -> TensorType {
    let type = try present(inputs, index)
    guard type.quantization == nil, type.element == first.element else {
      throw .elementType(input: index, expected: first.element.rawValue, found: "\(type)")
    }
    return type
  }
}
