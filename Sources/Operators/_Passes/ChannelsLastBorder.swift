package import Graphs
import Tensors

/// States the images that a graph takes and gives in NHWC where a file in NCHW was its origin: an input that is only read
/// through a transpose to NHWC is that NHWC image, and an output that is only a transpose of one is that one. Names stay.
package enum ChannelsLastBorder {
  package static func applied(to graph: Graph) -> Graph {
    var result = graph
    let index = GraphIndex(graph)
    var replaced: [ValueID: ValueID] = [:]
    var removed = Set<ValueID>()
    for id in graph.inputs where !graph.outputs.contains(id) {
      let readers = index.consumers(of: id)
      let isImage = readers.allSatisfy {
        ($0.op as? Transpose)?.permutation == ImageLayout.toChannelsLast && !graph.outputs.contains($0.outputs[0])
      }
      guard let first = readers.first, isImage else { continue }
      result.setType(id, graph.type(of: first.outputs[0]))
      for reader in readers {
        replaced[reader.outputs[0]] = id
        removed.insert(reader.outputs[0])
      }
    }
    for (position, id) in graph.outputs.enumerated() {
      guard let last = index.producer(of: id), (last.op as? Transpose)?.permutation == ImageLayout.toChannelsFirst,
        index.consumers(of: id).isEmpty, graph.outputs.filter({ $0 == id }).count == 1, let source = last.inputs[0],
        index.producer(of: source) != nil, !graph.outputs.contains(source)
      else { continue }
      result.outputs[position] = source
      result.rename(source, graph[id].name)
      removed.insert(id)
    }
    guard !removed.isEmpty else { return graph }
    result.setNodes(
      graph.nodes.filter { removed.isDisjoint(with: $0.outputs) }.map { node in
        var node = node
        node.inputs = node.inputs.map { $0.map { replaced[$0] ?? $0 } }
        return node
      })
    return result.withoutDeadNodes()
  }
}
