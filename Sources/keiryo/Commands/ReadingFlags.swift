import ArgumentParser
import Workbench

/// How a model file is read.
struct ReadingFlags: ParsableArguments {
  /// `NAME=N` with N from 0 to 2³¹ − 1.
  struct NamedExtent: ExpressibleByArgument {
    let name: String
    let extent: Int

    init?(argument: String) {
      guard let sign = argument.lastIndex(of: "="), let extent = Int(argument[argument.index(after: sign)...]),
        (0...Int(Int32.max)).contains(extent), sign != argument.startIndex
      else { return nil }
      (name, self.extent) = (String(argument[..<sign]), extent)
    }
  }

  @Option(
    name: .customLong("dim"),
    help: ArgumentHelp(
      stringLiteral: Words.of(
        ja: "ファイルが決めていない長さ（名前=数、何度でも）", en: "An extent that the file leaves open, NAME=N (repeatable).")))
  var extents: [NamedExtent] = []

  @Flag(
    help: Words.help(
      ja: "モデルのフォルダの中の別ファイルにある重みも読む", en: "Read weights from other files in the model's folder, too."))
  var externalData = false

  @Option(
    help: ArgumentHelp(
      stringLiteral: Words.of(
        ja: "整数演算の丸め：onnx、litert、tflm、tflm-single（既定：.tflite は litert、ほかは onnx）",
        en: "Rounding of integer operators: onnx, litert, tflm, tflm-single (litert for .tflite, else onnx).")))
  var arithmetic: ArithmeticName?

  var choices: ReadingChoices {
    var choices = ReadingChoices()
    choices.extents = Dictionary(extents.map { ($0.name, $0.extent) }) { _, last in last }
    choices.readsExternalData = externalData
    choices.arithmetic = arithmetic
    return choices
  }
}

extension ArithmeticName: ExpressibleByArgument {}
