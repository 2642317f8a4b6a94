package import EdgeRuntime
package import Foundation
package import Graphs
import Hashing
package import Reports

/// What can be counted of a model without running it.
package enum ModelInspection {
  /// - Parameters:
  ///   - graph: as loaded from `file`, at batch 1.
  ///   - plan: of the graph, when there is one already.
  package static func record(of graph: Graph, file: URL, plan: ExecutionPlan? = nil) throws -> ModelRecord {
    let plan = try plan ?? ExecutionPlan(graph)
    var operators: [String: Int] = [:]
    for node in graph.nodes { operators[type(of: node.op).name, default: 0] += 1 }
    let bytes = try FileManager.default.attributesOfItem(atPath: file.path)[.size] as? Int ?? 0
    return ModelRecord(
      name: graph.name, sha256: try SHA256Digest(ofFileAt: file.path).hex, fileBytes: bytes,
      parameters: graph.parameterCount, macs: graph.multiplyAccumulates, arenaBytes: plan.memory.byteCount,
      operators: operators)
  }
}
