package import Graphs
package import Tensors

/// A model written as a list of layers:
///
/// ```swift
/// let model = Model(name: "small", input: [1, 28, 28, 1]) {
///   Conv2D(16, kernel: 3, padding: .same)
///   ReLU()
///   MaxPool2D(2)
///   Flatten()
///   Dense(10)
/// }
/// let graph = try model.graph(seed: 1)
/// ```
package struct Model: Sendable {
  package let name: String
  /// `[N,H,W,C]` or `[N,features]`; the batch can be changed later.
  package let input: Shape
  /// What the input holds: float32, or int32 tokens.
  package let element: ElementType
  package let layers: [any Layer]

  package init(
    name: String, input: Shape, element: ElementType = .float32, @LayerBuilder _ layers: () -> [any Layer]
  ) {
    self.name = name
    self.input = input
    self.element = element
    self.layers = layers()
  }

  /// The graph with seeded initial weights; the same seed gives the same bytes on every machine.
  /// - Throws: ``GraphError/typeInference(node:operatorName:cause:)`` when a layer does not fit the one before.
  package func graph(seed: UInt64) throws(GraphError) -> Graph {
    var context = LayerContext(name: name, seed: seed)
    var value = context.graph.input("input", TensorType(element, input))
    for layer in layers { value = try layer.append(to: value, in: &context) }
    context.graph.outputs = [value]
    return context.graph
  }
}

/// Collects layers, with `if` and `for`.
@resultBuilder
package enum LayerBuilder {
  package static func buildExpression(_ layer: any Layer) -> [any Layer] { [layer] }
  package static func buildBlock(_ parts: [any Layer]...) -> [any Layer] { parts.flatMap { $0 } }
  package static func buildOptional(_ part: [any Layer]?) -> [any Layer] { part ?? [] }
  package static func buildEither(first part: [any Layer]) -> [any Layer] { part }
  package static func buildEither(second part: [any Layer]) -> [any Layer] { part }
  package static func buildArray(_ parts: [[any Layer]]) -> [any Layer] { parts.flatMap { $0 } }
}
