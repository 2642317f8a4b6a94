import Formats
import Foundation
import Graphs
import Interchange
import Tensors
import Testing

@Suite("Model commands")
struct ModelCommandTests {
  @Test("inspect counts what the model has, in text and in JSON")
  func inspect() throws {
    try Keiryo.with { keiryo in
      let bytes = try TinyModel.bytes()
      let file = try keiryo.write(bytes, "tiny.onnx")
      let text = try keiryo("inspect", file)
      #expect(text.status == 0)
      let json = try keiryo("inspect", file, "--json").json()
      let model = try #require(json["model"] as? [String: Any] ?? json)
      // 8·9 + 8, 16·9·8 + 16 and 10·16 + 10.
      #expect(model["parameters"] as? Int == 80 + 1_168 + 170)
      #expect(model["fileBytes"] as? Int == bytes.count)
      // 8·8·8·9 + 4·4·16·72 + 160.
      #expect(model["macs"] as? Int == 4_608 + 18_432 + 160)
    }
  }

  @Test("extents that the file leaves open are settled on the command line, or named")
  func openExtents() throws {
    try Keiryo.with { keiryo in
      var source = ForeignGraph()
      source.operatorSets = ["": 17]
      let extents: [ForeignValue.Extent] = [.open("batch"), .open("width")]
      source.inputs = [ForeignValue(name: "x", element: .float32, extents: extents)]
      source.outputs = [ForeignValue(name: "y", element: .float32, extents: extents)]
      source.nodes = [ForeignNode(name: "n", kind: "Relu", inputs: ["x"], outputs: ["y"])]
      let file = try keiryo.write(ONNXFile.bytes(of: source), "open.onnx")
      let refused = try keiryo("validate", file)
      #expect(refused.status == 3 && refused.err.contains("--dim width=NUMBER"), "\(refused.err)")
      #expect(try keiryo("validate", file, "--dim", "width=3").out.contains("x float32[1, 3] → y float32[1, 3]"))
      #expect(try keiryo("validate", file, "--dim", "width=3", "--dim", "batch=2").out.contains("[2, 3]"))
      #expect(try keiryo("validate", file, "--dim", "width=-1").status == 2)
      #expect(try keiryo("validate", file, "--dim", "3").status == 2)
      for (index, shape) in [Shape([2, 3]), [5, 1], [0, 4]].enumerated() {
        try keiryo.write(NPYFile.bytes(of: Tensor(repeating: -1, shape: shape)), "in/input_0.npy")
        let output = try keiryo("run", file, "--inputs", keiryo.path("in"), "--outputs", keiryo.path("out\(index)"))
        #expect(output.status == 0, "\(output.err)")
        let found = try NPYFile.read(keiryo.folder.appending(path: "out\(index)/output_0.npy"))
        #expect(found == Tensor(zeros: .float32(shape)))
      }
    }
  }

  @Test("the graph is drawn where Graphviz is installed, and otherwise one line says what is missing")
  func drawing() throws {
    try Keiryo.with { keiryo in
      let file = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let output = try keiryo("inspect", file, "--graph", keiryo.path("g.svg"))
      if output.status == 0 {
        #expect(try String(contentsOfFile: keiryo.path("g.svg"), encoding: .utf8).contains("<svg"))
      } else {
        #expect(output.status == 4 && output.errorLines.count == 1 && output.err.contains("Graphviz"), "\(output.err)")
      }
    }
  }

  @Test("run writes the logits that the graph's definition gives")
  func run() throws {
    try Keiryo.with { keiryo in
      let graph = try TinyModel.graph()
      let file = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      for index in 0..<3 {
        try FileManager.default.createDirectory(
          at: keiryo.folder.appending(path: "in"), withIntermediateDirectories: true)
        try NPYFile.write(
          .random([1, 16, 16, 1], seed: UInt64(index)), to: keiryo.folder.appending(path: "in/\(index).npy"))
      }
      let output = try keiryo("run", file, "--inputs", keiryo.path("in"), "--outputs", keiryo.path("out"))
      #expect(output.status == 0, "\(output.err)")
      for index in 0..<3 {
        let found = try NPYFile.read(keiryo.folder.appending(path: "out/\(index).npy")).floats
        let expected = try graph.reference([.random([1, 16, 16, 1], seed: UInt64(index))])[0].floats
        #expect(found.count == 10)
        // Sums of at most 72 products in another order.
        for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-5) }
      }
    }
  }

  @Test("numbered arrays are the inputs in order, and results are files of the same kind")
  func numbered() throws {
    try Keiryo.with { keiryo in
      let file = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let input = Tensor.random([1, 16, 16, 1], seed: 4)
      let expected = try TinyModel.graph().reference([input])[0].floats
      try keiryo.write(ONNXTensorFile.bytes(of: input), "pb/input_0.pb")
      try keiryo.write(NPYFile.bytes(of: input), "npy/input_0.npy")
      for kind in ["pb", "npy"] {
        let output = try keiryo("run", file, "--inputs", keiryo.path(kind), "--outputs", keiryo.path("out"))
        #expect(output.status == 0, "\(output.err)")
        let url = keiryo.folder.appending(path: "out/output_0.\(kind)")
        let found = try (kind == "pb" ? ONNXTensorFile.read(url) : NPYFile.read(url)).floats
        // Sums of at most 72 products in another order.
        for (a, b) in zip(found, expected) { #expect(abs(a - b) < 1e-5) }
      }
    }
  }

  @Test("run-batch goes on behind a line that fails and says why in its folder")
  func batch() throws {
    try Keiryo.with { keiryo in
      let file = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      try keiryo.write(ONNXTensorFile.bytes(of: .random([1, 16, 16, 1], seed: 4)), "good/input_0.pb")
      try keiryo.write(ONNXTensorFile.bytes(of: .random([1, 3, 16, 1], seed: 4)), "bad/input_0.pb")
      let rows = [(file, "good"), (keiryo.path("none.onnx"), "good"), (file, "bad"), (file, "good")]
        .enumerated().map { [$1.0, keiryo.path($1.1), keiryo.path("out\($0)")].joined(separator: "\t") }
      let list = try keiryo.write((rows.joined(separator: "\n") + "\n").utf8, "list.tsv")
      let output = try keiryo("run-batch", list, "--json")
      #expect(output.status == 0, "\(output.err)")
      let failures = try #require(output.json()["failures"] as? [[String: Any]])
      #expect(failures.map { $0["line"] as? Int } == [2, 3])
      for (line, name) in ["output_0.pb", "error.txt", "error.txt", "output_0.pb"].enumerated() {
        let files = try FileManager.default.contentsOfDirectory(atPath: keiryo.path("out\(line)"))
        #expect(files == [name])
      }
      let first = try Data(contentsOf: keiryo.folder.appending(path: "out0/output_0.pb"))
      #expect(try first == Data(contentsOf: keiryo.folder.appending(path: "out3/output_0.pb")))
      let reason = try String(contentsOfFile: keiryo.path("out2/error.txt"), encoding: .utf8)
      #expect(reason.contains("float32[1, 3, 16, 1]"), "\(reason)")
      #expect(try keiryo("run-batch", keiryo.write("a\tb\n".utf8, "short.tsv")).status == 3)
    }
  }

  @Test("convert keeps the function, and converting again keeps the bytes")
  func convert() throws {
    try Keiryo.with { keiryo in
      let file = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      #expect(try keiryo("convert", file, keiryo.path("a.onnx")).status == 0)
      #expect(try keiryo("convert", keiryo.path("a.onnx"), keiryo.path("b.onnx")).status == 0)
      let (a, b) = (
        try Data(contentsOf: keiryo.folder.appending(path: "a.onnx")),
        try Data(contentsOf: keiryo.folder.appending(path: "b.onnx"))
      )
      #expect(a == b)
      let input = Tensor.random([1, 16, 16, 1], seed: 8)
      let expected = try TinyModel.graph().reference([input])[0].floats
      let converted = try ModelFile.load(keiryo.folder.appending(path: "a.onnx"))
      let found = try converted.reference([input])[0].floats
      for (x, y) in zip(found, expected) { #expect(abs(x - y) < 1e-5) }
    }
  }

  @Test("bench compares with every sample kept")
  func bench() throws {
    try Keiryo.with { keiryo in
      let file = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let output = try keiryo("bench", file, "--pairs", "10", "--json")
      #expect(output.status == 0, "\(output.err)")
      #expect(try !output.json().isEmpty)
      #expect(try keiryo("bench", file, "--pairs", "10").out.contains("tiny"))
    }
  }

  @Test("profile names every step, draws the roofline and leaves a trace")
  func profile() throws {
    try Keiryo.with { keiryo in
      let file = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let (chart, trace) = (keiryo.path("r.svg"), keiryo.path("t.json"))
      let output = try keiryo("profile", file, "--runs", "60", "--svg", chart, "--trace", trace, "--json")
      #expect(output.status == 0, "\(output.err)")
      let json = try output.json()
      let steps = try #require(json["steps"] as? [[String: Any]])
      #expect(steps.reduce(0) { $0 + ($1["multiplyAccumulates"] as? Int ?? 0) } == 4_608 + 18_432 + 160)
      #expect(steps.allSatisfy { ($0["nanoseconds"] as? [Double])?.count == 60 })
      let figures = try #require(json["figures"] as? [String: Any])
      #expect((figures["steps"] as? [[String: Any]])?.count == steps.count)
      #expect(figures["outsideSteps"] as? Double != nil)
      #expect(try String(contentsOfFile: chart, encoding: .utf8).hasPrefix("<svg"))
      let events = try JSONSerialization.jsonObject(with: Data(contentsOf: URL(filePath: trace))) as? [String: Any]
      #expect((events?["traceEvents"] as? [Any])?.count == steps.count)
      // The ceilings are kept, and read again.
      let kept = try Data(contentsOf: keiryo.home.appending(path: ".cache/ceilings.json"))
      let text = try keiryo("profile", file, "--runs", "20", "--details", language: "ja")
      #expect(text.out.contains("各段の合計") && text.out.contains("←"))
      #expect(try Data(contentsOf: keiryo.home.appending(path: ".cache/ceilings.json")) == kept)
      #expect(try keiryo("doctor", "--probe").out.contains("multiply-add"))
      #expect(try Data(contentsOf: keiryo.home.appending(path: ".cache/ceilings.json")) != kept)
      #expect(try keiryo("profile", file, "--runs", "0").status == 2)
    }
  }

  @Test("bench --tail times run by run and keeps what it found")
  func tail() throws {
    try Keiryo.with { keiryo in
      let file = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let output = try keiryo("bench", file, "--tail", "--runs", "3000", "--out", keiryo.path("tail"))
      #expect(output.status == 0, "\(output.err)")
      #expect(output.out.contains("p99.9") && output.out.contains("involuntary"))
      let files = try FileManager.default.contentsOfDirectory(atPath: keiryo.path("tail")).sorted()
      #expect(files == ["tiny-tail-1t.json", "tiny-tail-1t.md", "tiny-tail-1t.svg"])
      #expect(try keiryo("bench", file, "--tail", "--runs", "10").status == 2)
      #expect(try keiryo("bench", file, file, "--tail").status == 2)
    }
  }

  @Test("compress runs a recipe and leaves models, report, chart, evidence and the draft of a project")
  func compress() throws {
    try Keiryo.with { keiryo in
      let file = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let recipe = try keiryo.write(
        "name: small\nstages:\n  - prune-channels: {ratio: 0.5}\n  - quantize: {samples: 16}\nmeasure: {pairs: 6, seconds: 0.1}\n"
          .utf8, "small.yml")
      #expect(try keiryo("validate", recipe).status == 0)
      let output = try keiryo("compress", recipe, file, "--out", keiryo.path("result"), "--json")
      #expect(output.status == 0, "\(output.err)")
      let rows = try #require((try output.json()["table"] as? [String: Any])?["rows"] as? [[String: Any]])
      #expect(rows.compactMap { $0["id"] as? String } == ["0-original", "1-prune-channels", "2-quantize"])
      let files = try FileManager.default.contentsOfDirectory(atPath: keiryo.path("result")).sorted()
      #expect(
        files == ["0-original.onnx", "1-prune-channels.onnx", "2-quantize.onnx", "pareto.svg", "report.json"])
      #expect(try keiryo.record()[0].contains("intact"))
      #expect(try keiryo("inspect", keiryo.path("result/2-quantize.onnx")).status == 0)
    }
  }

  @Test("--json is one JSON object everywhere, also when it fails")
  func json() throws {
    try Keiryo.with { keiryo in
      let file = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let commands: [[String]] = [
        [], ["next"], ["lesson"], ["lesson", "F01"], ["lab", "list"], ["lab", "start", "F01"], ["lab", "hint", "F01"],
        ["inspect", file], ["validate", file], ["convert", file, keiryo.path("c.onnx")], ["portfolio", "build"],
        ["portfolio", "check"], ["verify", keiryo.path("home/site/bundle.json")], ["lab", "reset", "F01"],
        ["lab", "start", "F99"], ["inspect", keiryo.path("missing.onnx")], ["lesson", "Z9"], ["inspect"],
        ["lab", "solution", "F01"], ["bench", file, "--pairs", "x"],
      ]
      for (index, command) in commands.enumerated() {
        let output = try keiryo.run(command + ["--json"])
        let object = try output.json()
        #expect(!object.isEmpty, "\(command)")
        #expect(output.err.isEmpty, "\(command): \(output.err)")
        #expect((output.status != 0) == (index >= 14), "\(command): \(output.out)")
        if output.status != 0 { #expect((object["error"] as? String)?.isEmpty == false, "\(command)") }
      }
    }
  }
}
