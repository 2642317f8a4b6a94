import Formats
import Foundation
import Graphs
import Interchange
import Operators
import Reports
import Tensors
import Testing

@Suite("Other engines", .serialized)
struct PeerCommandTests {
  /// A home whose Python is the peer of the tests: every engine works but OpenVINO, whose outputs differ.
  private func install(_ names: [String], in keiryo: Keiryo) throws {
    let peers = keiryo.home.appending(path: ".cache/peers")
    let fake = Keiryo.program.deletingLastPathComponent().appending(path: "FakePeer")
    let script = """
      #!/bin/sh
      case "$3" in *openvino*) manner=differ ;; *) manner=honest ;; esac
      exec "\(fake.path)" $manner 50
      """
    try keiryo.write(script.utf8, "home/.cache/peers/bin/python")
    try FileManager.default.setAttributes(
      [.posixPermissions: 0o755], ofItemAtPath: peers.appending(path: "bin/python").path)
    for name in names {
      try FileManager.default.createDirectory(
        at: peers.appending(path: "lib/python3.12/site-packages/\(name).dist-info"), withIntermediateDirectories: true)
    }
  }

  /// y = max(x, 0) over 64 numbers, as the peer computes it.
  private func rectifier(in keiryo: Keiryo) throws -> String {
    var graph = Graph(name: "rectifier")
    let input = graph.input("x", .float32([1, 64]))
    graph.outputs = [try graph.apply(Relu(), input)]
    let url = keiryo.folder.appending(path: "rectifier.onnx")
    try ModelFile.save(graph, to: url)
    return url.path
  }

  @Test("every engine asked for has a row: a figure, or why there is none")
  func table() throws {
    try Keiryo.with { keiryo in
      try install(["onnxruntime-1.31.1", "openvino-2026.4.1", "ncnn-1.0.20261020"], in: keiryo)
      let model = try rectifier(in: keiryo)
      // The file of the network without the one of its weights.
      try keiryo.write("7767517\n".utf8, "rectifier.param")
      let run = try keiryo(
        "bench", model, "--against", "onnxruntime,litert,openvino,ncnn", "--out", keiryo.path("out"), "--json")
      #expect(run.status == 0, "\(run.err)")
      let file = keiryo.folder.appending(path: "out/rectifier-1t.json")
      let table = try JSONDecoder().decode(PeerTable.self, from: Data(contentsOf: file))
      #expect(table.model == "rectifier.onnx")
      #expect(table.rows.map(\.engine) == ["onnxruntime", "litert", "openvino", "ncnn"])
      let timed = try #require(table.rows[0].comparison)
      #expect(table.rows[0].difference == 0)
      #expect(table.rows[0].weights == .sameFile)
      #expect(timed.baseline.perRun.allSatisfy { $0 >= 50_000 })
      #expect(try timed.recomputed() == timed)
      #expect(table.rows[1].obstacle?.en.contains("keiryo peers install litert") == true)
      // Half a unit too much in one output; the others span at most 0...1.
      #expect(try #require(table.rows[2].difference) >= 0.5)
      #expect(table.rows[2].comparison == nil)
      #expect(table.rows[3].obstacle?.en.contains("rectifier.bin: not found") == true)
      #expect(table.ranked.map(\.engine) == ["onnxruntime"])
      #expect(!table.provenance.command.contains(keiryo.folder.path))
      for kind in ["svg", "md"] {
        let text = try String(contentsOf: keiryo.folder.appending(path: "out/rectifier-1t.\(kind)"), encoding: .utf8)
        #expect(text.contains("ONNX Runtime"))
      }
    }
  }

  @Test("without an engine the command says how to get one, and nothing is written")
  func absent() throws {
    try Keiryo.with { keiryo in
      let model = try rectifier(in: keiryo)
      for (language, word) in [("en", "not installed"), ("ja", "入っていません")] {
        let run = try keiryo("bench", model, "--against", "onnxruntime", language: language)
        #expect(run.status == 1)
        #expect(run.out.contains(word) && run.out.contains("keiryo peers install onnxruntime"))
        let list = try keiryo("peers", language: language)
        #expect(list.status == 0)
        #expect(list.out.contains("keiryo peers install"))
      }
      #expect(!FileManager.default.fileExists(atPath: keiryo.home.path))
    }
  }

  @Test("an engine that crashes is a row of its own")
  func crash() throws {
    try Keiryo.with { keiryo in
      try install(["onnxruntime-1.31.1", "openvino-2026.4.1"], in: keiryo)
      try keiryo.write("#!/bin/sh\necho 'out of luck' >&2\nexit 3\n".utf8, "home/.cache/peers/bin/python")
      let run = try keiryo("bench", try rectifier(in: keiryo), "--against", "onnxruntime")
      #expect(run.status == 1)
      #expect(run.out.contains("ONNX Runtime — It left in the middle (status 3) (out of luck)."))
    }
  }

  @Test("wrong words are one line that says the right ones", arguments: ["ja", "en"])
  func usage(_ language: String) throws {
    try Keiryo.with { keiryo in
      let model = try rectifier(in: keiryo)
      for arguments in [
        ["bench", model, "--against", "tvm"], ["bench", model, "--against", "litert,litert"],
        ["bench", model, "--against", ""], ["bench", model, model, "--against", "litert"],
        ["bench", model, "--out", keiryo.path("out")], ["peers", "install", "tvm"],
        ["bench", model, "--against", "litert", "--threads", "0"],
      ] {
        let run = try keiryo.run(arguments, language: language)
        #expect(run.status == 2, "\(arguments)")
        #expect(run.errorLines.count == 1, "\(run.err)")
      }
    }
  }
}
