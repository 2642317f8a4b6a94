package import Graphs
package import Kernels

/// What may vary between plans of one graph.
package struct PlanOptions: Sendable {
  /// Kernels to choose from.
  package var instructionSet: InstructionSet = .detected
  /// Fusion and layout passes before planning. Off for calibration, where every value must exist.
  package var optimizes = true
  /// Whether independent nodes may change places when the arena becomes smaller by that.
  package var schedules = true
  /// Passes to leave out, by name (``FusionPipeline/names``): to see what each is worth. The plan computes the same.
  package var disabledPasses: Set<String> = []
  /// Whether 3×3 convolutions run by Winograd's F(4×4, 3×3) where that takes less time: results within 10⁻⁴ of the
  /// largest output of the layer, weights of four times the bytes. Off, every product is taken as the model states it.
  package var allowsWinograd = true
  /// Whether the kernels of a convolution that has two are run while planning, and the faster one is taken. Off, a count
  /// of cycles decides, and equal graphs give equal plans.
  package var timesKernels = false
  /// Whether rows pass through an expansion, a depthwise convolution and a projection a few at a time where that takes
  /// less time. The same bits; off, every value has a buffer of its own while it lives.
  package var streamsRows = true
  /// Whether constant weights with zeros in the structure of their panels are packed without them. On by default where
  /// that takes at most nine tenths of the time of the dense kernel.
  package var zeros: ZeroSkipping = .below(0.9)
  /// Inputs whose buffers the caller owns (weights while training): never moved, never overwritten.
  package var boundInputs: Set<Int> = []
  /// Outputs whose buffers the caller owns.
  package var boundOutputs: Set<Int> = []
  /// Bytes an arena may take; a hostile file cannot ask for more.
  package var arenaLimit = 1 << 30

  package init() {}
}

/// What can keep a graph from running.
package enum RuntimeError: Error, Sendable {
  case graph(GraphError)
  case arenaTooLarge(byteCount: Int, limit: Int)
  case argumentCount(expected: Int, found: Int)
  case argumentType(input: String, expected: String, found: String)
  case reference(node: String, problem: String)
  /// The file of the model was written over before its weights had been read.
  case constantLost(name: String)
  /// A table was asked for a row that it has not, by an input or a computed value.
  case indexOutOfRange
}
