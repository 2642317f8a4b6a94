import Graphs
import Kernels
import Tensors

/// The faster of two kernels for one node, found by running both on buffers of the node's size.
enum KernelTiming {
  /// What one kernel is given.
  private static let budget = Duration.milliseconds(2)

  /// - Returns: the first when they take the same time within a twentieth.
  static func faster(
    _ first: KernelBinding, _ second: KernelBinding, for node: Node, in graph: Graph
  ) -> KernelBinding {
    time(second, node, graph) < time(first, node, graph) * 0.95 ? second : first
  }

  /// The shortest run.
  private static func time(_ binding: KernelBinding, _ node: Node, _ graph: Graph) -> Duration {
    let values = (binding.values(of: node) + node.outputs).map { Storage(byteCount: graph.type(of: $0).byteCount) }
    let scratch = binding.call.scratchBytes > 0 ? [Storage(byteCount: binding.call.scratchBytes)] : []
    let fault = binding.call.reportsFaults ? [Storage(byteCount: Storage.alignment)] : []
    let buffers = values + scratch + fault
    return withExtendedLifetime(buffers) {
      let list = StepList([(call: binding.call, buffers: buffers.map(\.base))])
      list.run()
      let clock = ContinuousClock()
      let end = clock.now + budget
      var shortest = clock.measure { list.run() }
      while clock.now < end { shortest = min(shortest, clock.measure { list.run() }) }
      return shortest
    }
  }
}
