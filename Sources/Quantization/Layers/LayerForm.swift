/// How one layer is to be computed: in float, or with weights and activations as quantized variants of the model have them.
package struct LayerForm: Sendable, Hashable {
  /// The variant whose weights are used; `nil`: the float weights.
  package var weights: Int?
  /// The variant whose codes the layer's inputs become; `nil`: the inputs stay float.
  package var activations: Int?

  package static let float = LayerForm(weights: nil, activations: nil)

  package init(weights: Int?, activations: Int?) {
    self.weights = weights
    self.activations = activations
  }

  /// Everything as one variant has it.
  package init(variant: Int) { self.init(weights: variant, activations: variant) }
}
