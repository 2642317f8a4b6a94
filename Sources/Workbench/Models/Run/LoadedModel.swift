import EdgeRuntime
import Foundation
import Graphs
import Interchange
import Tensors

/// A model file that stays read while arrays run through it. Arrays of other shapes bind it anew.
final class LoadedModel {
  private let source: ForeignGraph
  private let file: ModelPath
  private let options: PlanOptions
  private var prepared: (model: BoundModel, session: Session)?

  /// - Throws: anything that reading the file throws.
  init(_ file: ModelPath, options: PlanOptions) throws {
    self.file = file
    self.options = options
    source = try file.read()
  }

  /// The runs that a file or folder of arrays asks for.
  func runs(of folder: URL) throws(WorkbenchError) -> [InputFolder.Run] {
    try InputFolder(folder, inputs: source.inputs).runs
  }

  /// Runs the model once and writes what comes out.
  /// - Returns: the names of the files.
  func run(_ run: InputFolder.Run, into folder: URL) throws -> [String] {
    guard run.arrays.count == source.inputs.count else {
      throw WorkbenchError.inputArray(
        path: run.arrays.first?.relativePath ?? folder.relativePath,
        expected: source.inputs.map(\.statedType).joined(separator: ", "), found: "\(run.arrays.count)")
    }
    var inputs: [Tensor] = []
    for (url, input) in zip(run.arrays, source.inputs) { inputs.append(try array(url, for: input)) }
    let results: [Tensor]
    do { results = try self.results(of: inputs) } catch { throw file.failure(error) }
    let outputNames = source.outputs.map(\.name)
    let names = run.outputs(outputNames)
    for (index, tensor) in results.enumerated() {
      try run.kind.write(tensor, name: outputNames[index], to: folder.appending(path: names[index]))
    }
    return names
  }

  private func results(of inputs: [Tensor]) throws -> [Tensor] {
    if let prepared, prepared.model.takes(inputs) { return try run(prepared.session, inputs) }
    prepared = nil
    let named = Dictionary(zip(source.inputs.map(\.name), inputs), uniquingKeysWith: { first, _ in first })
    let model = try ModelFile.bound(from: source, file.binding(inputs: named))
    let session = Session(try ExecutionPlan(model.graph, options: options))
    prepared = (model, session)
    return try run(session, inputs)
  }

  /// An array holds no scale: its integers are the codes that the model says they are.
  private func run(_ session: Session, _ inputs: [Tensor]) throws -> [Tensor] {
    let graph = session.plan.graph
    return try session.run(zip(graph.inputs, inputs).map { $1.retyped(graph.type(of: $0)) })
  }

  /// An array as the input takes it: a missing batch axis of 1 is added, four-bit elements are packed.
  private func array(_ url: URL, for input: ForeignValue) throws -> Tensor {
    let read = try ArrayFile.read(url)
    var tensor = input.element.bitWidth < 8 ? read.packed(as: input.element) ?? read : read
    if !input.rankIsOpen, tensor.shape.rank + 1 == input.extents.count {
      tensor = try tensor.reshaped(to: Shape([1] + tensor.shape.dimensions))
    }
    guard input.takes(tensor.type) else {
      throw WorkbenchError.inputArray(path: url.relativePath, expected: input.statedType, found: "\(read.type)")
    }
    return tensor
  }
}

extension BoundModel {
  /// True when the graph is right for these inputs.
  fileprivate func takes(_ inputs: [Tensor]) -> Bool {
    zip(graph.inputs, inputs).allSatisfy { id, tensor in
      graph.type(of: id).shape == tensor.shape && (fixedInputs[id].map { $0 == tensor } ?? true)
    }
  }
}
