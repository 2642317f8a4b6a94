import Foundation
import Testing

/// Files and words that are wrong: a sentence, a status, and a record that stays as it was.
@Suite("Broken inputs")
struct BrokenInputTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let name: String
    /// `@name` is a file of the test's folder.
    let arguments: [String]
    let status: Int32
    var testDescription: String { name }

    init(_ name: String, _ arguments: [String], _ status: Int32) {
      self.name = name
      self.arguments = arguments
      self.status = status
    }
  }

  static let cases: [Case] = [
    Case("truncated ONNX", ["inspect", "@truncated.onnx"], 3),
    Case("truncated ONNX to run", ["run", "@truncated.onnx", "--inputs", "@a.npy", "--outputs", "@out"], 3),
    Case("random bytes as ONNX", ["inspect", "@noise.onnx"], 3),
    Case("empty ONNX", ["bench", "@empty.onnx"], 3),
    Case("folder instead of a model", ["inspect", "@folder"], 3),
    Case("folder that is called a model", ["inspect", "@folder.onnx"], 3),
    Case("missing model", ["inspect", "@none.onnx"], 3),
    Case("pickle", ["inspect", "@model.pt"], 3),
    Case("truncated array", ["run", "@tiny.onnx", "--inputs", "@short.npy", "--outputs", "@out"], 3),
    Case("array of another shape", ["run", "@tiny.onnx", "--inputs", "@shape.npy", "--outputs", "@out"], 3),
    Case("folder without arrays", ["run", "@tiny.onnx", "--inputs", "@folder", "--outputs", "@out"], 3),
    Case("IDX shorter than it says", ["train", "--preset", "lenet", "--data", "mnist:@mnist", "--out", "@m.onnx"], 3),
    Case("missing data folder", ["train", "--preset", "lenet", "--data", "mnist:@none", "--out", "@m.onnx"], 3),
    Case("unknown data", ["train", "--preset", "lenet", "--data", "imagenet", "--out", "@m.onnx"], 2),
    Case("unknown preset", ["train", "--preset", "vgg", "--out", "@m.onnx"], 2),
    Case("preset for other data", ["train", "--preset", "causal-transformer", "--out", "@m.onnx"], 2),
    Case("misspelt setting of training", ["train", "@training.yml", "--out", "@m.onnx"], 3),
    Case("less data than a step takes", ["train", "@large.yml", "--out", "@m.onnx"], 2),
    Case("a table without rows", ["train", "--data", "csv:@header.csv", "--out", "@m.onnx"], 3),
    Case("a rate that diverges", ["train", "@hot.yml", "--checkpoint-seconds", "0", "--out", "@m.onnx"], 1),
    Case("unfinished training in the way", ["train", "--out", "@begun.onnx"], 2),
    Case("checkpoint that is none", ["train", "--out", "@begun.onnx", "--resume"], 3),
    Case("recipe that is no YAML", ["compress", "@broken.yml", "@tiny.onnx"], 3),
    Case("recipe with an unknown stage", ["compress", "@stage.yml", "@tiny.onnx"], 3),
    Case("recipe with a misspelt setting", ["compress", "@setting.yml", "@tiny.onnx"], 3),
    Case("missing recipe", ["compress", "@none.yml", "@tiny.onnx"], 3),
    Case("unknown lab", ["grade", "F99"], 2),
    Case("lab that was not begun", ["grade", "E01"], 2),
    Case("lab begun twice", ["lab", "start", "F01"], 2),
    Case("unknown lesson", ["lesson", "nothing"], 2),
    Case("unknown flag", ["grade", "F01", "--fast"], 2),
    Case("unknown command", ["improve"], 2),
    Case("missing argument", ["inspect"], 2),
    Case("number that is none", ["bench", "@tiny.onnx", "--threads", "many"], 2),
    Case("number out of range", ["bench", "@tiny.onnx", "--threads", "0"], 2),
    Case("bundle that is none", ["verify", "@noise.onnx"], 3),
    Case("missing bundle", ["verify", "@none.json"], 3),
    Case("output in a folder that is missing", ["convert", "@tiny.onnx", "@none/out.onnx"], 4),
    Case("output that is a folder", ["convert", "@tiny.onnx", "@folder.onnx"], 4),
  ]

  /// Everything the cases name.
  static func prepare(_ keiryo: Keiryo) throws {
    let model = try TinyModel.bytes()
    try keiryo.write(model, "tiny.onnx")
    try keiryo.write(model.prefix(model.count / 2), "truncated.onnx")
    try keiryo.write((0..<500).map { UInt8(truncatingIfNeeded: $0 &* 167 &+ 91) }, "noise.onnx")
    try keiryo.write([], "empty.onnx")
    try keiryo.write("\u{80}\u{2}}q\u{0}.".utf8, "model.pt")
    try keiryo.write(npy("(1, 16, 16, 1)", floats: 100), "short.npy")
    try keiryo.write(npy("(1, 3, 3, 1)", floats: 9), "shape.npy")
    try keiryo.write([], "folder/readme.txt")
    try keiryo.write([], "folder.onnx/readme.txt")
    for (name, count) in [("train", 60_000), ("t10k", 10_000)] {
      let extents: [UInt8] = [count, 28, 28].flatMap(bigEndian)
      try keiryo.write([0, 0, 8, 3] as [UInt8] + extents, "mnist/\(name)-images-idx3-ubyte")
      try keiryo.write([0, 0, 8, 1] as [UInt8] + bigEndian(count), "mnist/\(name)-labels-idx1-ubyte")
    }
    try keiryo.write("name: a\nstages: [quantize: {}\n".utf8, "broken.yml")
    try keiryo.write("name: a\nstages: [shrink: {}]\n".utf8, "stage.yml")
    try keiryo.write("name: a\nstages:\n  - quantize: {sample: 4}\n".utf8, "setting.yml")
    try keiryo.write("model: glyphnet\naugment: {shfit: 2}\n".utf8, "training.yml")
    try keiryo.write("optimizer: sgd\nlearningRate: 10\nepochs: 1\n".utf8, "hot.yml")
    try keiryo.write("a,b,label\n".utf8, "header.csv")
    try keiryo.write("batch: 4096\naccumulate: 2\n".utf8, "large.yml")
    try keiryo.write("KEIRYOCP".utf8, "begun.onnx.checkpoint")
    try keiryo.submit(try Keiryo.solution())
  }

  private static func bigEndian(_ number: Int) -> [UInt8] {
    [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
  }

  /// A float32 array of version 1 that says `shape` and holds `floats` numbers.
  static func npy(_ shape: String, floats: Int) -> [UInt8] {
    var header = "{'descr': '<f4', 'fortran_order': False, 'shape': \(shape), }"
    header += String(repeating: " ", count: 127 - 10 - header.count) + "\n"
    return [0x93] + Array("NUMPY".utf8) + [1, 0, UInt8(header.utf8.count), 0] + Array(header.utf8)
      + [UInt8](repeating: 0, count: floats * 4)
  }

  @Test("One line in the chosen language, the right status, nothing recorded", arguments: ["ja", "en"])
  func refused(language: String) throws {
    try Keiryo.with { keiryo in
      try Self.prepare(keiryo)
      _ = try keiryo("portfolio", "build")
      let before = try keiryo.record()
      for broken in Self.cases {
        let arguments = broken.arguments.map { $0.replacing("@", with: keiryo.folder.path + "/") }
        let output = try keiryo.run(arguments, language: language)
        let comment = Comment(rawValue: "\(broken.name): \(output.status) \(output.out)\(output.err)")
        #expect(output.status == broken.status, comment)
        #expect(output.errorLines.count == 1, comment)
        #expect(output.err.hasPrefix("keiryo: "), comment)
        #expect(output.out.isEmpty, comment)
        #expect(FirstSessionTests.isJapanese(output.err) == (language == "ja"), comment)
        // A sentence for people: no Swift type, enum case or stack.
        for word in ["Error(", "Optional(", "Swift.", ".swift:", "fatal", "nil"] {
          #expect(!output.err.contains(word), comment)
        }
        #expect(output.err.count < 400, comment)
      }
      #expect(try keiryo.record() == before)
      // Neither a model nor a checkpoint nor a part of them.
      let names = try FileManager.default.contentsOfDirectory(atPath: keiryo.folder.path)
      #expect(!names.contains { $0.hasPrefix("m.onnx") }, "\(names)")
    }
  }

  @Test("A home that cannot be written is named, whatever would have been written", arguments: ["ja", "en"])
  func unwritableHome(language: String) throws {
    try Keiryo.with { keiryo in
      // A file where the home's parent should be refuses the superuser too, whom modes do not stop.
      let blocked = URL(filePath: try keiryo.write([], "file")).appending(path: "home")
      for arguments in [["lab", "start", "F01"], ["portfolio", "build"], ["lab", "reset", "F01"]] {
        let output = try keiryo.run(arguments, language: language, home: blocked)
        #expect(output.status == 4, "\(arguments): \(output.out)\(output.err)")
        #expect(output.errorLines.count == 1, "\(output.err)")
        #expect(output.err.contains(blocked.path), "\(output.err)")
        #expect(FirstSessionTests.isJapanese(output.err) == (language == "ja"))
      }
    }
  }

  @Test("A record that is no database is left as it is")
  func foreignRecord() throws {
    try Keiryo.with { keiryo in
      let bytes = [UInt8]("not a database, but something the learner may want back\n".utf8)
      let file = try keiryo.write(bytes, "home/evidence.sqlite")
      let output = try keiryo("portfolio", "build")
      #expect(output.status == 4, "\(output.out)\(output.err)")
      #expect(output.errorLines.count == 1)
      #expect(try [UInt8](Data(contentsOf: URL(filePath: file))) == bytes)
    }
  }
}
