extension Skeleton {
  /// `Sources/Operators/<Name>/<Name>.swift`: an operator that passes its input on, ready to be changed.
  package static func newOperator(_ name: String) throws(Failure) -> Skeleton {
    guard let first = name.first, first.isUppercase, name.allSatisfy({ $0.isASCII && ($0.isLetter || $0.isNumber) })
    else { throw .badName(name, expected: "UpperCamelCase") }
    let text = """
      package import Graphs
      package import Tensors

      /// One sentence and the formula, such as `y = x`.
      ///
      /// - Shapes: x [any] → y [the same].
      /// - Source: the paper or the ONNX operator with its version.
      package struct \(name): Operator {
        package init() {}

        package func outputTypes(for inputs: [TensorType?]) throws(TypeInferenceError) -> [TensorType] {
          try TypeChecks.count(inputs, 1...1)
          return [.float32(try TypeChecks.float32(inputs, 0))]
        }

        package func reference(_ inputs: [Tensor?]) throws -> [Tensor] { inputs.compactMap { $0 } }

        package static var samples: [OperatorSample] {
          [
            OperatorSample("vector", \(name)(), [.random([7], seed: 1)]),
            OperatorSample("image", \(name)(), [.random([1, 5, 5, 3], seed: 2)]),
            OperatorSample("single", \(name)(), [.random([1], seed: 3)]),
          ]
        }
      }

      """
    return Skeleton(files: ["Sources/Operators/\(name)/\(name).swift": text])
  }
}
