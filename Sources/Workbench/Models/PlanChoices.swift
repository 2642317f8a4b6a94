package import EdgeRuntime
import Operators

/// What a person says about how a model is made ready to run.
package struct PlanChoices: Sendable {
  /// Names of passes to leave out.
  package var withoutPasses: [String] = []
  package var usesWinograd = true
  /// Kernels are chosen by running them.
  package var timesKernels = false

  package init() {}

  /// - Throws: ``WorkbenchError/unknownPass(_:known:)``.
  func options() throws(WorkbenchError) -> PlanOptions {
    let known = FusionPipeline.names
    if let unknown = withoutPasses.first(where: { !known.contains($0) }) {
      throw .unknownPass(unknown, known: known)
    }
    var options = PlanOptions()
    options.disabledPasses = Set(withoutPasses)
    options.allowsWinograd = usesWinograd
    options.timesKernels = timesKernels
    return options
  }
}
