import EdgeRuntime
import Formats
import Foundation
import Graphs
package import Reports
import Tensors

/// Runs a model on arrays from files and writes what comes out.
///
/// One input: every `.npy` of the folder is one run, and the result has the same name. Several inputs: the folder holds
/// one file per input, named after it, for one run. Several outputs are written as `NAME.OUTPUT.npy`.
package struct RunModel {
  private let model: String
  private let inputs: URL
  private let outputs: URL
  private let choices: PlanChoices

  package init(_ model: String, inputs: String, outputs: String, choices: PlanChoices = PlanChoices()) {
    self.model = model
    self.choices = choices
    self.inputs = URL(filePath: inputs)
    self.outputs = URL(filePath: outputs, directoryHint: .isDirectory)
  }

  package struct Result: Answer {
    package let runs: Int
    package let folder: String
    package let files: [String]

    package func text(in language: Language, width: Int) -> String {
      language == .ja ? "  \(runs) 回実行し、結果を \(folder) に書きました。" : "  \(runs) runs, results in \(folder)."
    }
  }

  package func run(in workspace: Workspace) throws -> Result {
    let file = ModelPath(model)
    let options = try choices.options()
    let graph = try file.load(onlyToRun: true)
    let jobs = try jobs(for: graph)
    try FileAccess.makeFolder(outputs)
    let session: Session
    do { session = Session(try ExecutionPlan(graph, options: options)) } catch { throw file.failure(error) }
    workspace.report(.began(title: LocalizedText(ja: "実行", en: "running"), number: nil, of: nil))
    var written: [String] = []
    for (index, job) in jobs.enumerated() {
      let results = try session.run(try job.files.enumerated().map { try array($1, input: $0, of: graph) })
      for (position, tensor) in results.enumerated() {
        let suffix = results.count > 1 ? ".\(Self.fileName(graph[graph.outputs[position]].name))" : ""
        let url = outputs.appending(path: "\(job.name)\(suffix).npy")
        try NPYFile.write(tensor, to: url)
        written.append(url.lastPathComponent)
      }
      workspace.report(
        .moved(
          fraction: Double(index + 1) / Double(jobs.count),
          figures: LocalizedText(verbatim: "\(index + 1)/\(jobs.count)")))
    }
    workspace.report(.ended(figures: LocalizedText(verbatim: "\(jobs.count)/\(jobs.count)")))
    return Result(runs: jobs.count, folder: outputs.relativePath, files: written)
  }

  private func jobs(for graph: Graph) throws -> [(name: String, files: [URL])] {
    guard FileAccess.isFolder(inputs) else {
      try FileAccess.size(of: inputs)
      return [(inputs.deletingPathExtension().lastPathComponent, [inputs])]
    }
    if graph.inputs.count > 1 {
      let files = graph.inputs.map { inputs.appending(path: Self.fileName(graph[$0].name) + ".npy") }
      return [(inputs.lastPathComponent, files)]
    }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: inputs.path)) ?? []
    let arrays = names.filter { $0.hasSuffix(".npy") }.sorted()
    guard !arrays.isEmpty else { throw WorkbenchError.noArrays(path: inputs.relativePath) }
    return arrays.map { (String($0.dropLast(4)), [inputs.appending(path: $0)]) }
  }

  /// An array of the input's element type; a missing batch axis of 1 is added.
  private func array(_ url: URL, input position: Int, of graph: Graph) throws -> Tensor {
    try FileAccess.size(of: url)
    let tensor: Tensor
    do { tensor = try NPYFile.read(url) } catch {
      throw FileFailure(file: url.relativePath, fullPath: url.path, cause: error)
    }
    guard graph.inputs.indices.contains(position) else {
      throw WorkbenchError.inputArray(path: url.relativePath, expected: "0", found: "\(tensor.type)")
    }
    let type = graph.type(of: graph.inputs[position])
    // An array holds no scale: its integers are the codes that the model says they are.
    let extents = [tensor.shape.dimensions, [1] + tensor.shape.dimensions]
    if tensor.element == type.element, extents.contains(type.shape.dimensions) { return tensor.retyped(type) }
    throw WorkbenchError.inputArray(path: url.relativePath, expected: "\(type)", found: "\(tensor.type)")
  }

  /// Names from a file never become paths.
  private static func fileName(_ name: String) -> String {
    let safe = String(name.map { $0.isLetter || $0.isNumber || "-_.".contains($0) ? $0 : "_" }.prefix(80))
    return safe.isEmpty || safe.allSatisfy { $0 == "." } ? "value" : safe
  }
}
