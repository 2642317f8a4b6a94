import Charts
import Compression
import EdgeRuntime
import Foundation
import Graphs
package import Reports
import Tensors

/// What a model file holds, counted without running it.
package struct InspectModel: Answer {
  package struct Port: Encodable, Sendable {
    package let name: String
    package let type: String
  }

  package let model: ModelRecord
  package let inputs: [Port]
  package let outputs: [Port]
  package let memory: Memory
  /// Bytes of the constants that the model reads, by element type.
  package let constantBytes: [String: Int]
  /// Steps without a fast kernel, which run in the plain reference and allocate.
  package let referenceSteps: [ReferenceStep]

  /// Bytes that running takes, exactly.
  package struct Memory: Encodable, Sendable {
    package let arenaBytes: Int
    /// The most that is alive at one step: no plan needs less.
    package let lowerBoundBytes: Int
    /// If no two buffers shared a byte.
    package let unsharedBytes: Int
    /// Weights as the kernels read them.
    package let weightBytes: Int
  }

  package struct ReferenceStep: Encodable, Sendable {
    package let name: String
    package let operatorName: String
    /// Read and written in one run.
    package let bytes: Int
  }

  /// - Parameter drawing: a file for a picture of the graph.
  /// - Throws: anything that reading the file or drawing throws.
  package init(_ path: String, reading: ReadingChoices = ReadingChoices(), drawing: String? = nil) throws {
    let file = ModelPath(path, reading)
    let picture = drawing.map { URL(filePath: $0) }
    if let picture { try FileAccess.checkWritable(picture) }
    let graph = try file.load(onlyToRun: true)
    if let picture { try GraphDrawing(graph).write(to: picture) }
    constantBytes = graph.constants.reduce(into: [:]) { bytes, id in
      bytes[graph.type(of: id).element.rawValue, default: 0] += graph.type(of: id).byteCount
    }
    do {
      let plan = try ExecutionPlan(graph)
      model = try ModelInspection.record(of: graph, file: file.url, plan: plan)
      memory = Memory(
        arenaBytes: plan.memory.byteCount, lowerBoundBytes: plan.memory.lowerBound,
        unsharedBytes: plan.memory.unshared, weightBytes: plan.footprintBytes - plan.memory.byteCount)
      referenceSteps = plan.steps.filter { $0.binding == nil }.map { step in
        ReferenceStep(
          name: step.node.name, operatorName: type(of: step.node.op).name, bytes: plan.work(of: step).bytes)
      }
    } catch { throw file.failure(error) }
    inputs = graph.inputs.map { Port(name: graph[$0].name, type: "\(graph.type(of: $0))") }
    outputs = graph.outputs.map { Port(name: graph[$0].name, type: "\(graph.type(of: $0))") }
  }

  package func text(in language: Language, width: Int) -> String {
    let isJapanese = language == .ja
    var table = TextTable([.left, .right])
    table.add([isJapanese ? "ファイル" : "file", Figure.bytes(model.fileBytes)])
    table.add([isJapanese ? "パラメータ" : "parameters", Figure.count(model.parameters)])
    table.add([isJapanese ? "積和演算（MAC）" : "multiply-accumulates", Figure.count(model.macs)])
    table.add([isJapanese ? "実行時のメモリ（アリーナ）" : "memory while running (arena)", Self.exact(memory.arenaBytes)])
    table.add([isJapanese ? "  その下限" : "  its lower bound", Self.exact(memory.lowerBoundBytes)])
    table.add([isJapanese ? "  共有しない場合" : "  without sharing", Self.exact(memory.unsharedBytes)])
    table.add([isJapanese ? "カーネル用に並べた重み" : "weights packed for kernels", Figure.bytes(memory.weightBytes)])
    for (element, bytes) in constantBytes.sorted(by: { ($1.value, $0.key) < ($0.value, $1.key) }) {
      table.add([isJapanese ? "定数（\(element)）" : "constants, \(element)", Figure.bytes(bytes)])
    }
    table.add([isJapanese ? "演算子" : "operators", Figure.fixed(Double(model.operatorCount), 0)])
    var lines = ["  " + model.name, ""] + table.lines + [""]
    for (label, ports) in [(isJapanese ? "入力" : "input", inputs), (isJapanese ? "出力" : "output", outputs)] {
      lines += ports.map { "  \(Columns.padded(label, to: 8))\($0.name)  \($0.type)" }
    }
    let counted = model.operators.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
      .map { $0.value > 1 ? "\($0.key) × \($0.value)" : $0.key }
    lines += [""] + Columns.wrapped(counted.joined(separator: ", "), to: width - 2).map { "  " + $0 }
    if !referenceSteps.isEmpty {
      lines.append(isJapanese ? "  速いカーネルがない段（動きますが遅くなります）：" : "  Steps without a fast kernel (they work, slowly):")
      lines += referenceSteps.map { "    \($0.operatorName)  \($0.name)  \(Figure.bytes($0.bytes))" }
    }
    lines.append("  SHA-256 \(model.sha256.prefix(16))…")
    return lines.joined(separator: "\n")
  }

  /// Every byte, as a microcontroller's budget needs it.
  private static func exact(_ bytes: Int) -> String { "\(Figure.fixed(Double(bytes), 0)) B" }
}
