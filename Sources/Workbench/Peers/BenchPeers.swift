import EdgeRuntime
import Foundation
import Graphs
import Hashing
import Measurement
import Peers
import Reports
import Tensors

/// Measures a model in our runtime and in other engines, in turns.
package struct BenchPeers {
  private let model: ModelPath
  private let choices: [PeerChoice]
  private let threads: Int
  private let pairs: Int
  private let out: URL?

  /// - Parameters:
  ///   - against: `onnxruntime,litert=FILE`.
  ///   - out: a folder for the table with its samples.
  package init(
    _ model: String, reading: ReadingChoices = ReadingChoices(), against: String, threads: Int, pairs: Int, out: String?
  ) throws(WorkbenchError) {
    try BenchModel.check(threads: threads, pairs: pairs)
    self.model = ModelPath(model, reading)
    choices = try PeerChoice.list(against)
    self.threads = threads
    self.pairs = pairs
    self.out = out.map { URL(filePath: $0, directoryHint: .isDirectory) }
  }

  package func run(in workspace: Workspace) throws -> PeerTableView {
    let graph = try model.load(onlyToRun: true)
    let inputs = try RandomInputs.of(graph, named: model.url.relativePath, count: 8)
    if let out { try FileAccess.makeFolder(out) }
    let allowed = Self.holdsCodes(graph) ? OutputAgreement.allowedForCodes : OutputAgreement.allowedForFloats
    let environment = workspace.home.peers
    var rows = choices.map { PeerRow(engine: $0.peer.name, title: $0.peer.title, allowedDifference: allowed) }
    var contestants: [(row: Int, contestant: Contestant)] = []
    for (index, choice) in choices.enumerated() {
      guard environment.exists, environment.version(of: choice.peer) != nil else {
        rows[index].obstacle = PeerWords.absent(choice.peer)
        continue
      }
      guard let file = choice.file(for: model.url) else {
        rows[index].obstacle = PeerWords.noFile(choice)
        continue
      }
      let bytes: Int
      do { bytes = try describe(file, graph, in: &rows[index]) } catch {
        rows[index].obstacle = Sentence(for: error).text
        continue
      }
      let launch = choice.peer.launch(
        python: environment.python.path, home: environment.folder.path, threads: threads,
        memoryBytes: Self.freeBytes + Self.bytesPerFileByte * bytes)
      contestants.append(
        (
          index,
          Contestant(
            name: choice.peer.title, launch: launch, file: file, hasOtherWeights: PeerChoice.hasOtherWeights(file))
        ))
    }
    let machine = workspace.provenance(command: command, flags: ["threads=\(threads)", "pairs=\(pairs)"])
    let results = try time(graph, inputs, allowed, contestants.map(\.contestant), workspace)
    for (place, result) in zip(contestants, results) { Self.enter(result, into: &rows[place.row]) }
    let table = PeerTable(
      model: model.url.lastPathComponent, sha256: try SHA256Digest(ofFileAt: model.url.path).hex,
      fileBytes: try FileAccess.size(of: model.url), threads: threads, rows: rows, provenance: machine)
    let files = try out.map { try PeerTableFiles(table).write(to: $0, workspace.language) } ?? []
    return PeerTableView(table: table, folder: out?.relativePath, files: files)
  }

  private func time(
    _ graph: Graph, _ inputs: [[Tensor]], _ allowed: Double, _ contestants: [Contestant], _ workspace: Workspace
  ) throws -> [PeerResult] {
    guard !contestants.isEmpty else { return [] }
    var options = TimingOptions()
    options.threads = threads
    options.fewestPairs = pairs
    // A sample of a millisecond makes little of waking a process; every arm gets as long as two models would.
    options.sampleNanoseconds = 1_000_000
    options.budgetNanoseconds *= Int64(contestants.count + 1)
    let display = PeerDisplay(report: workspace.report)
    let timer = PeerTimer(graph, inputs: inputs, options: options, allowedDifference: allowed)
    do {
      let results = try timer.run(
        contestants, isCancelled: { Interruption.isRequested }, report: display.show)
      workspace.report(.ended(figures: LocalizedText(verbatim: "")))
      return results
    } catch {
      workspace.report(.vanished)
      throw error
    }
  }

  /// The command that repeats it, with file names only.
  private var command: String {
    let names = choices.map { choice in
      choice.peer.name + (choice.file.map { "=" + $0.lastPathComponent } ?? "")
    }
    return "keiryo bench \(model.url.lastPathComponent) --against \(names.joined(separator: ",")) --threads \(threads)"
  }

  /// What a peer may hold: Python with its libraries, and the weights packed in several ways.
  private static let freeBytes = 4 << 30
  private static let bytesPerFileByte = 16

  /// - Returns: bytes of the file with the weights.
  private func describe(_ file: URL, _ graph: Graph, in row: inout PeerRow) throws -> Int {
    row.file = file.lastPathComponent
    // The file that holds ncnn's weights lies beside the one that describes the network.
    let weights = file.pathExtension == "param" ? file.deletingPathExtension().appendingPathExtension("bin") : file
    let byteCount = try FileAccess.size(of: weights)
    row.sha256 = try SHA256Digest(ofFileAt: weights.path).hex
    if file.standardizedFileURL.resolvingSymlinksInPath() == model.url.standardizedFileURL.resolvingSymlinksInPath() {
      row.weights = .sameFile
    } else if PeerChoice.hasOtherWeights(file) {
      row.weights = .other
    } else {
      let bytes = try FileAccess.read(weights, limit: 2 << 30)
      row.weights = SharedWeights.areIn(bytes, of: graph) ? .sameValues : .notKnown
    }
    return byteCount
  }

  private static func enter(_ result: PeerResult, into row: inout PeerRow) {
    row.version = result.facts?.version
    row.precision = result.facts?.precision
    row.loadNanoseconds = result.facts?.loadNanoseconds
    row.difference = row.weights == .other ? nil : result.difference
    row.comparison = result.timed?.comparison
    if let error = result.error {
      row.obstacle = Sentence(for: error).text
    } else if let difference = result.difference, result.timed == nil {
      row.obstacle = PeerWords.differs(difference, allowed: row.allowedDifference)
    }
  }

  /// Whether some value of the model is made of integer codes.
  private static func holdsCodes(_ graph: Graph) -> Bool {
    graph.values.contains { $0.type.quantization != nil || $0.type.element == .int8 || $0.type.element == .uint8 }
  }
}

/// What `PeerTimer` does, as one line on the screen.
private struct PeerDisplay {
  let report: (Activity) -> Void

  func show(_ event: PeerTimer.Event) {
    switch event {
    case .comparing(let contestant, let number, let count):
      if number == 1 {
        let title = LocalizedText(ja: "ほかのエンジンと測定（交互）", en: "measuring engines in turns")
        report(.began(title: title, number: nil, of: nil))
      }
      let figures = LocalizedText(
        ja: "\(contestant.name) の出力を照合 \(number)/\(count)", en: "outputs of \(contestant.name) \(number)/\(count)")
      report(.moved(fraction: nil, figures: figures))
    case .placing(let number):
      report(.moved(fraction: nil, figures: LocalizedText(ja: "配置 \(number)", en: "placement \(number)")))
    }
  }
}
