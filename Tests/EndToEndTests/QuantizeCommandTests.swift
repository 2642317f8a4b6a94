import Formats
import Foundation
import Graphs
import Tensors
import Testing

@Suite("keiryo quantize")
struct QuantizeCommandTests {
  private func arrays(_ keiryo: Keiryo, count: Int = 24) throws -> (samples: String, labels: String) {
    let samples = Tensor.random([count, 16, 16, 1], seed: 5)
    let labels = Tensor((0..<count).map { Int64($0 % 10) })
    return (
      try keiryo.write(NPYFile.bytes(of: samples), "x.npy"), try keiryo.write(NPYFile.bytes(of: labels), "labels.npy")
    )
  }

  @Test("int8 with arrays: calibrated on the first, evaluated on the others, in both forms and in TFLite")
  func int8() throws {
    try Keiryo.with { keiryo in
      let model = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let (samples, labels) = try arrays(keiryo)
      var ratios: [Double] = []
      for (name, form) in [("q.onnx", "qdq"), ("o.onnx", "operators"), ("t.tflite", "qdq")] {
        let output = try keiryo(
          "quantize", model, "--to", "int8", "--out", keiryo.path(name), "--form", form, "--calibration", "min-max",
          "--data", samples, "--labels", labels, "--samples", "8", "--json")
        #expect(output.status == 0, "\(output.err)\(output.out)")
        let json = try output.json()
        #expect(json["calibrationSamples"] as? Int == 8)
        #expect(json["evaluationSamples"] as? Int == 16)
        let (before, after) = (
          try #require(json["before"] as? [String: Any]), try #require(json["after"] as? [String: Any])
        )
        #expect(before["bitsPerWeight"] as? Double == 32)
        // 8 bits, and a scale and a zero point for each of 34 channels of 1,384 weights.
        let bits: Double = try #require(after["bitsPerWeight"] as? Double)
        let expected: Double = 8 + Double(34 * 40) / 1384
        #expect(abs(bits - expected) < 1e-9)
        let score = try #require(after["score"] as? [String: Any])
        #expect(score["kind"] as? String == "accuracy")
        #expect(score["count"] as? Int == json["evaluationSamples"] as? Int)
        let size = try FileManager.default.attributesOfItem(atPath: keiryo.path(name))[.size] as? Int
        #expect(after["fileBytes"] as? Int == size)
        ratios.append(try #require(json["signalToNoise"] as? Double))
      }
      #expect(ratios.allSatisfy { $0 > 20 })
      #expect(ratios[0] == ratios[1])
      let text = try keiryo(
        "quantize", model, "--to", "int8", "--out", keiryo.path("q.onnx"), "--data", samples, "--samples", "8")
      #expect(text.out.contains("calibrated on 8 samples, none of them evaluated"))
    }
  }

  @Test(
    "Targets that need no data work without",
    arguments: ["int8-dynamic", "int8-weights", "int4", "int3", "int2", "fp16", "bf16"])
  func withoutData(target: String) throws {
    try Keiryo.with { keiryo in
      let model = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let output = try keiryo("quantize", model, "--to", target, "--out", keiryo.path("q.onnx"), "--json")
      #expect(output.status == 0, "\(output.err)\(output.out)")
      let notes = try #require(output.json()["notes"] as? [Any])
      #expect(notes.isEmpty == (target != "int3"))
      #expect(try keiryo("validate", keiryo.path("q.onnx")).status == 0)
    }
  }

  /// Samples with the class that the float model itself gives them.
  private func known(_ keiryo: Keiryo, count: Int) throws -> (samples: String, labels: String) {
    let samples = Tensor.random([count, 16, 16, 1], seed: 6)
    let graph = try TinyModel.graph()
    let rows = samples.floats
    let labels = try (0..<count).map { row in
      let sample = try Tensor(Array(rows[row * 256..<(row + 1) * 256]), shape: [1, 16, 16, 1])
      let scores = try graph.reference([sample])[0].floats
      return Int64(scores.indices.max { scores[$0] < scores[$1] } ?? 0)
    }
    return (
      try keiryo.write(NPYFile.bytes(of: samples), "known.npy"),
      try keiryo.write(NPYFile.bytes(of: Tensor(labels)), "classes.npy")
    )
  }

  @Test(
    "Every method gives a model that can be read",
    arguments: ["adaround", "gptq", "awq", "equalize,correct-bias", "equalize-unbounded,smooth,gptq"])
  func methods(method: String) throws {
    try Keiryo.with { keiryo in
      let model = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let (samples, labels) = try arrays(keiryo)
      let output = try keiryo(
        "quantize", model, "--to", "int4", "--activations", "uint8", "--granularity", "channel", "--method", method,
        "--data", samples, "--labels", labels, "--samples", "8", "--out", keiryo.path("q.onnx"), "--json")
      #expect(output.status == 0, "\(output.err)\(output.out)")
      let json = try output.json()
      #expect(json["calibrationSamples"] as? Int == 8)
      let ratio: Double = try #require(json["signalToNoise"] as? Double)
      // Of 4 bits; rounding to nearest gives 16 to 20 dB here.
      #expect(ratio > 10, "\(method)")
      #expect(try keiryo("validate", keiryo.path("q.onnx")).status == 0)
    }
  }

  @Test("mixed: within the budget, and the larger it is the less is lost")
  func mixed() throws {
    try Keiryo.with { keiryo in
      let model = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let (samples, _) = try arrays(keiryo)
      var ratios: [Double] = []
      for budget in ["0.21", "0.3", "1"] {
        let output = try keiryo(
          "quantize", model, "--to", "mixed", "--budget", budget, "--data", samples, "--samples", "8", "--out",
          keiryo.path("q.onnx"), "--json")
        #expect(output.status == 0, "\(output.err)\(output.out)")
        let json = try output.json()
        let layers = try #require(json["layers"] as? [[String: String]])
        #expect(layers.count == 3)
        #expect(layers.allSatisfy { ["float32", "int8", "int4"].contains($0["form"] ?? "") })
        if budget == "1" { #expect(layers.allSatisfy { $0["form"] == "float32" }) }
        ratios.append(json["signalToNoise"] as? Double ?? .infinity)
      }
      #expect(ratios[0] < ratios[1] && ratios[1] < ratios[2])
      // Of three layers, a half is one; which one, the noise decides.
      let counted = try keiryo(
        "quantize", model, "--to", "mixed", "--budget", "layers:0.5", "--data", samples, "--samples", "8", "--out",
        keiryo.path("q.onnx"), "--json"
      ).json()
      let forms = try #require(counted["layers"] as? [[String: String]]).compactMap { $0["form"] }.sorted()
      #expect(forms == ["int4", "int4", "int8"])
      let small = try keiryo(
        "quantize", model, "--to", "mixed", "--budget", "100", "--data", samples, "--out", keiryo.path("n.onnx"))
      #expect(small.status == 2)
      #expect(small.err.contains("too small"))
      #expect(!FileManager.default.fileExists(atPath: keiryo.path("n.onnx")))
    }
  }

  @Test("A bounded drop can be asked for with each kind of codes", arguments: ["int8", "int8-dynamic", "int4"])
  func kinds(target: String) throws {
    try Keiryo.with { keiryo in
      let model = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let (samples, labels) = try known(keiryo, count: 24)
      let output = try keiryo(
        "quantize", model, "--to", target, "--max-drop", "100", "--data", samples, "--labels", labels, "--samples", "8",
        "--out", keiryo.path("q.onnx"), "--json")
      #expect(output.status == 0, "\(output.err)\(output.out)")
      let layers = try #require(output.json()["layers"] as? [[String: String]])
      #expect(layers.count == 3 && layers.allSatisfy { $0["form"] == target })
    }
  }

  @Test("A bounded drop takes layers back to float, judged by every second sample")
  func maxDrop() throws {
    try Keiryo.with { keiryo in
      let model = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let (samples, labels) = try known(keiryo, count: 48)
      var float: [Int] = []
      for drop in ["100", "0"] {
        let output = try keiryo(
          "quantize", model, "--to", "int2", "--granularity", "channel", "--max-drop", drop, "--data", samples,
          "--labels", labels, "--samples", "8", "--out", keiryo.path("q.onnx"), "--json")
        #expect(output.status == 0, "\(output.err)\(output.out)")
        let json = try output.json()
        #expect(json["evaluationSamples"] as? Int == 20)
        let layers = try #require(json["layers"] as? [[String: String]])
        #expect(layers.count == 3)
        float.append(layers.count { $0["form"] == "float32" })
      }
      #expect(float[0] == 0)
      #expect(float[1] > 0)
    }
  }

  @Test("Classes that no calibration sample shows are named")
  func unseenClasses() throws {
    try Keiryo.with { keiryo in
      let model = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      // Three samples show at most three of ten classes; two hundred show all.
      for (samples, counts) in [("3", 7...9), ("200", 0...0)] {
        let json = try keiryo(
          "quantize", model, "--to", "int8", "--data", "glyphs16", "--samples", samples, "--out",
          keiryo.path("q.onnx"), "--json"
        ).json()
        let notes = try #require(json["notes"] as? [[String: String]]).compactMap { $0["en"] }
        let unseen = notes.first { $0.hasPrefix("No calibration sample shows") }
        let names = unseen?.split(separator: ":")[1].split(separator: ".")[0].split(separator: ",").count ?? 0
        #expect(counts.contains(names))
      }
    }
  }

  @Test("One clear line for what cannot be done, and nothing is written")
  func refusals() throws {
    try Keiryo.with { keiryo in
      let model = try keiryo.write(TinyModel.bytes(), "tiny.onnx")
      let (samples, labels) = try arrays(keiryo)
      let short = try keiryo.write(NPYFile.bytes(of: Tensor([Int64(1), 2])), "short.npy")
      let cases: [([String], Int32, String)] = [
        (["--to", "int8"], 2, "int8 needs data"),
        (["--to", "int5"], 2, "--to"),
        (["--to", "fp16", "--granularity", "channel"], 2, "--granularity has no meaning"),
        (["--to", "int4", "--granularity", "group:1"], 2, "--granularity"),
        (["--to", "int8", "--granularity", "group:32", "--data", samples], 2, "--granularity channel"),
        (["--to", "int8", "--calibration", "guess", "--data", samples], 2, "--calibration"),
        (["--to", "int4", "--calibration", "mse"], 2, "--calibration has no meaning"),
        (["--to", "int8", "--activations", "int7", "--data", samples], 2, "--activations"),
        (["--to", "int4", "--method", "gptq"], 2, "gptq looks at samples"),
        (["--to", "int4", "--method", "gptq,awq", "--data", samples], 2, "--method"),
        (["--to", "fp16", "--method", "equalize"], 2, "--method has no meaning"),
        (["--to", "mixed", "--data", samples], 2, "--budget"),
        (["--to", "mixed", "--budget", "0", "--data", samples], 2, "--budget"),
        (["--to", "int8", "--budget", "0.3", "--data", samples], 2, "--budget has no meaning"),
        (["--to", "int4", "--max-drop", "1"], 2, "--max-drop needs"),
        (["--to", "int4", "--max-drop", "1", "--data", samples], 2, "--max-drop needs"),
        (["--to", "bf16", "--max-drop", "1", "--data", samples], 2, "--max-drop has no meaning"),
        (["--to", "int8", "--samples", "0", "--data", samples], 2, "--samples"),
        (["--to", "int8", "--data", "nothing.npy"], 3, "nothing.npy"),
        (["--to", "int8", "--data", "y=" + samples], 2, "no array for the input"),
        (["--to", "int8", "--data", samples, "--labels", short], 3, "unlike numbers"),
        (["--to", "int8", "--data", labels], 3, "the model takes"),
      ]
      for (arguments, status, words) in cases {
        let output = try keiryo.run(["quantize", model, "--out", keiryo.path("q.onnx")] + arguments)
        #expect(output.status == status, "\(arguments): \(output.err)")
        #expect(output.err.contains(words), "\(arguments): \(output.err)")
        #expect(output.err.split(separator: "\n").count == 1)
        #expect(!FileManager.default.fileExists(atPath: keiryo.path("q.onnx")))
      }
    }
  }
}
