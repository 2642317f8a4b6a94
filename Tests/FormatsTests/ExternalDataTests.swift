import Formats
import Foundation
import Graphs
import Tensors
import Testing

/// Weights in other files: read from below the model's folder when that is asked for, and from nowhere else.
@Suite("External data")
struct ExternalDataTests {
  private static let numbers: [Float] = [1.5, -2, 8, 0.25]

  /// A folder `model` beside a folder `outside` with a secret, both removed afterwards.
  private func inFolder(_ body: (_ model: URL, _ outside: URL) throws -> Void) throws {
    let root = FileManager.default.temporaryDirectory.appending(
      path: "keiryo-external-" + String(UInt64.random(in: .min ... .max), radix: 36))
    let (model, outside) = (root.appending(path: "model"), root.appending(path: "outside"))
    for folder in [model.appending(path: "inner"), outside] {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    }
    defer { try? FileManager.default.removeItem(at: root) }
    let bytes = Data(WireBytes.raw(Self.numbers))
    for file in [
      model.appending(path: "weights"), model.appending(path: "inner/weights"), outside.appending(path: "secret"),
    ] { try bytes.write(to: file) }
    try body(model, outside)
  }

  /// Reads a model whose tensor of `extents` float32 numbers lies where the entries say.
  private func read(
    _ entries: [(String, String)], in folder: URL, extents: [Int64] = [4], type: Int64 = 1, defers: Bool = false,
    asked: Bool = true
  ) throws -> Tensor? {
    let external = entries.flatMap { WireBytes.bytes(13, WireBytes.text(1, $0.0) + WireBytes.text(2, $0.1)) }
    let tensor = WireBytes.tensor("w", type: type, dims: extents, data: external + WireBytes.number(14, 1))
    let url = folder.appending(path: "model.onnx")
    try Data(WireBytes.sum(tensor)).write(to: url)
    return try ONNXFile.read(url, defersWeights: defers, readsExternalData: asked).constants["w"]
  }

  private func refusal(_ location: String, in folder: URL) -> String? {
    do { _ = try read([("location", location)], in: folder) } catch FormatError.refused(_, let feature) {
      return feature
    } catch FormatError.unreadable { return "unreadable" } catch { return "\(error)" }
    return nil
  }

  @Test("a file below the folder is read when that is asked for, held or deferred")
  func below() throws {
    try inFolder { folder, _ in
      for defers in [false, true] {
        #expect(try read([("location", "weights")], in: folder, defers: defers)?.floats == Self.numbers)
        #expect(try read([("location", "inner/weights")], in: folder, defers: defers)?.floats == Self.numbers)
        let part = [("location", "weights"), ("offset", "4"), ("length", "8"), ("checksum", "?"), ("basepath", "/")]
        #expect(try read(part, in: folder, extents: [2], defers: defers)?.floats == [-2, 8], "other keys mean nothing")
      }
      let large = (0..<20_000).map { Float($0) }
      try Data(WireBytes.raw(large)).write(to: folder.appending(path: "large"))
      let tensor = try #require(try read([("location", "large")], in: folder, extents: [20_000], defers: true))
      #expect(tensor.isDeferred && tensor.floats == large)
      #expect(throws: FormatError.self) { try read([("location", "weights")], in: folder, asked: false) }
    }
  }

  @Test("forty ways out of the folder lead nowhere")
  func escapes() throws {
    try inFolder { folder, outside in
      let manager = FileManager.default
      func link(_ name: String, to target: String) throws {
        try manager.createSymbolicLink(atPath: folder.appending(path: name).path, withDestinationPath: target)
      }
      let secret = outside.appending(path: "secret").path
      try link("absolute-link", to: secret)
      try link("relative-link", to: "../outside/secret")
      try link("folder-link", to: outside.path)
      try link("inner/up", to: "..")
      try link("inner/out", to: "../../outside")
      try link("chain", to: "absolute-link")
      try link("self", to: "self")
      try link("to-weights", to: "weights")
      try link("passwords", to: "/etc/passwd")
      try link("process", to: "/proc/self")
      try manager.linkItem(atPath: secret, toPath: folder.appending(path: "hard").path)
      try manager.linkItem(atPath: secret, toPath: folder.appending(path: "inner/hard").path)
      try Data(WireBytes.raw(Self.numbers)).write(to: folder.appending(path: "twice"))
      try manager.linkItem(
        atPath: folder.appending(path: "twice").path, toPath: folder.appending(path: "also").path)
      #expect(mkfifo(folder.appending(path: "pipe").path, 0o600) == 0)
      let locations = [
        "../outside/secret", "./../outside/secret", "inner/../../outside/secret", "inner/../weights", "..", ".", "",
        "/", secret, "//" + secret, "/etc/passwd", "file://" + secret, "inner//weights", "inner/", "/weights",
        "./weights", "inner/./weights", "..\\outside\\secret", "inner\\weights", "C:\\secret", "\\\\host\\secret",
        "weights\u{0}", "weights\u{0}/../../outside/secret", "../outside/secret\u{0}weights", "weights\n", "\u{1B}[2J",
        "absolute-link", "relative-link", "folder-link/secret", "inner/up/weights", "inner/out/secret", "chain", "self",
        "to-weights", "passwords", "process/environ", "hard", "inner/hard", "twice", "also", "pipe", "inner",
        "weights/secret", "．．/outside/secret", "%2e%2e/outside/secret", "..%2foutside%2fsecret", "~/secret",
        "$HOME/secret", "WEIGHTS", String(repeating: "a/", count: 3000) + "b",
        String(repeating: "inner/up/", count: 40) + "weights",
      ]
      #expect(locations.count >= 40)
      for location in locations {
        let answer = refusal(location, in: folder)
        let words = ["data outside the model's folder", "unreadable"]
        #expect(answer.map(words.contains) == true, "\(location.debugDescription): \(answer ?? "read")")
      }
    }
  }

  @Test("the model may itself be reached through a link; its folder is where the link leads")
  func linkedFolder() throws {
    try inFolder { folder, outside in
      let link = outside.appending(path: "linked")
      try FileManager.default.createSymbolicLink(atPath: link.path, withDestinationPath: folder.path)
      #expect(try read([("location", "weights")], in: link)?.floats == Self.numbers)
      #expect(refusal("../outside/secret", in: link) != nil)
    }
  }

  @Test("offsets and lengths that leave the file or do not fill the shape are refused")
  func bounds() throws {
    try inFolder { folder, _ in
      let location = ("location", "weights")
      let entries: [[(String, String)]] = [
        [], [("offset", "0")], [location, ("offset", "1")], [location, ("offset", "17")], [location, ("length", "15")],
        [location, ("length", "17")], [location, ("length", "-1")], [location, ("offset", "-4")],
        [location, ("offset", "9223372036854775807"), ("length", "16")],
        [location, ("offset", "18446744073709551600"), ("length", "16")],
        [location, ("offset", "8"), ("length", "9223372036854775807")], [location, ("length", "1000000000000000")],
        [location, ("offset", "+0")], [location, ("offset", " 0")], [location, ("offset", "0x0")],
        [location, ("offset", "")], [location, ("length", "16.0")], [location, ("length", "١٦")], [location, location],
        [location, ("offset", "0"), ("offset", "0")],
      ]
      for entry in entries {
        #expect(throws: FormatError.self, "\(entry)") { try read(entry, in: folder) }
      }
      #expect(throws: FormatError.self) { try read([location], in: folder, extents: [1_000_000]) }
      #expect(throws: FormatError.self) { try read([location], in: folder, extents: [5]) }
      #expect(throws: FormatError.self, "no truth values") { try read([location], in: folder, extents: [16], type: 9) }
      #expect(throws: FormatError.self) { try read([("location", "model.onnx")], in: folder, extents: [1]) }
    }
  }

  @Test("many tensors over one small file do not fill the memory")
  func overlaps() throws {
    try inFolder { folder, _ in
      try Data(count: 1 << 20).write(to: folder.appending(path: "zeros"))
      let entry = WireBytes.bytes(13, WireBytes.text(1, "location") + WireBytes.text(2, "zeros"))
      let tensors = (0..<100).map { index in
        WireBytes.tensor("w\(index)", type: 2, dims: [1 << 20], data: entry + WireBytes.number(14, 1))
      }
      let model = WireBytes.model(
        nodes: [WireBytes.node("Relu", ["x"], ["y"])], tensors: tensors, input: WireBytes.value("x", dims: [1]),
        output: WireBytes.value("y", dims: [1]))
      let url = folder.appending(path: "model.onnx")
      try Data(model).write(to: url)
      do {
        _ = try ONNXFile.read(url, readsExternalData: true)
        Issue.record("100 MiB out of 1 MiB")
      } catch FormatError.limit(_, "bytes of one file", let allowed, _) { #expect(allowed == 64 << 20) }
    }
  }
}
