import Foundation
import Graphs
import Operators
import Tensors
import Testing

/// One case of ONNX's node suite.
struct NodeVector: Decodable, Sendable, CustomTestStringConvertible {
  struct Value: Decodable, Sendable {
    let element: ElementType
    let shape: [Int]
    let values: [Double]

    var tensor: Tensor {
      get throws {
        // Whole numbers of the suite stay below 2⁵³.
        try Tensor(
          element.isFloatingPoint ? .reals(values) : .integers(values.map { Int128($0) }), as: element,
          shape: Shape(shape))
      }
    }
  }

  struct Attribute: Decodable, Sendable {
    let int: Int?
    let float: Float?
    let string: String?
    let ints: [Int]?

    var foreign: ForeignAttribute {
      if let int { return .int(int) }
      if let float { return .float(float) }
      if let string { return .string(string) }
      return .ints(ints ?? [])
    }
  }

  let name: String
  let kind: String
  let version: Int
  let attributes: [String: Attribute]
  let inputs: [Value?]
  let outputs: [Value]

  var testDescription: String { name }

  static let all: [NodeVector] = {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "onnx-node.json")
    return (try? JSONDecoder().decode([NodeVector].self, from: Data(contentsOf: file))) ?? []
  }()

  /// The case as a model whose first input is given at run time and whose others are known.
  func foreign() throws -> ForeignGraph {
    var graph = ForeignGraph()
    graph.name = name
    var names: [String] = []
    for (index, value) in inputs.enumerated() {
      names.append(value == nil ? "" : "i\(index)")
      guard let value else { continue }
      if index == 0 {
        graph.inputs = [ForeignValue(name: "i0", element: value.element, extents: value.shape.map { .fixed($0) })]
      } else {
        graph.constants["i\(index)"] = try value.tensor
      }
    }
    let outputNames = outputs.indices.map { "o\($0)" }
    graph.nodes = [
      ForeignNode(
        name: name, kind: kind, version: version, inputs: names, outputs: outputNames,
        attributes: attributes.mapValues(\.foreign))
    ]
    let first = try #require(outputs.first)
    graph.outputs = [ForeignValue(name: "o0", element: first.element, extents: first.shape.map { .fixed($0) })]
    return graph
  }
}
