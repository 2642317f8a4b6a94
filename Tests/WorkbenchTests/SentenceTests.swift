import Formats
import Grading
import Graphs
import Lessons
import Manifests
import Progress
import Quantization
import Reports
import Testing
import Workbench

@Suite struct SentenceTests {
  /// One error of every room that a person can meet.
  static let errors: [any Error] = [
    WorkbenchError.noCheckout, WorkbenchError.unknownLab("ZZ", known: ["F01", "E01"]),
    WorkbenchError.notStarted(lab: "F01"), WorkbenchError.alreadyStarted(lab: "F01", path: "x/Solution.swift"),
    WorkbenchError.solutionLocked(lab: "F01"), WorkbenchError.unknownTask(lab: "F01", task: 9, tasks: 4),
    WorkbenchError.nothingToWatch, WorkbenchError.dataSpecification("cifar"),
    WorkbenchError.unknownPreset("vgg", known: ["lenet"]), WorkbenchError.unreadable(path: "a", code: 2),
    WorkbenchError.unwritable(path: "a", code: 13), WorkbenchError.readOnlyHome(path: "a", code: 30),
    WorkbenchError.unknownFormat(path: "a.txt", known: [".onnx"]), WorkbenchError.noArrays(path: "a"),
    WorkbenchError.inputArray(path: "a.npy", expected: "float32[1]", found: "int8[1]"),
    WorkbenchError.unsupportedInput(model: "m", found: "2"), WorkbenchError.labKitMissing,
    WorkbenchError.notAProjectFile(path: "p"), WorkbenchError.notABundle(path: "b"),
    WorkbenchError.outOfRange(option: "--threads", allowed: "1…64", found: "0"), WorkbenchError.interrupted,
    FormatError.truncated(.init(file: "m.onnx", field: "graph", offset: 4), needed: 9, found: 3),
    FormatError.refused(.init(file: "m.onnx", field: "graph"), feature: "external data"),
    ManifestError.malformed(file: "r.yml", line: 3, column: 1, problem: "bad indentation"),
    ManifestError.mismatch(
      file: "r.yml", place: .init(line: 3, column: 2), keyPath: "stages[0]", expected: .content(reason: "one of a, b")),
    GraphError.typeInference(node: "n", operatorName: "Conv", cause: .rank(input: 0, expected: "4", found: 2)),
    LessonError.unknownLesson("X"), LessonError.prerequisiteCycle(["A", "B"]),
    GradingError.noCompiler, GradingError.judgeBuildFailed(lab: "F01", log: "a\nerror: b"),
    ProgressError.corrupt(path: "e.sqlite", detail: "malformed"), ProgressError.locked(path: "e.sqlite"),
    ReportError.tooFewPlacements(found: 1, needed: 6), QuantizationError.range(value: "x", low: 2, high: 1),
    QuantizationError.missingRange(value: "x"), QuantizationError.unexpectedRange(value: "x"),
  ]

  @Test(arguments: errors.indices)
  func isOneLineInBothLanguagesWithAStatus(_ index: Int) {
    let sentence = Sentence(for: Self.errors[index])
    for language in Language.allCases {
      let text = sentence.text[language]
      #expect(!text.isEmpty)
      #expect(!text.contains("\n"))
      #expect(text.hasSuffix(language == .ja ? "。" : ".") || text.hasSuffix(")") || text.hasSuffix("）"))
    }
    #expect(sentence.text.ja != sentence.text.en)
    #expect(sentence.status != .success)
    #expect(sentence.status != .internal || Self.errors[index] is GradingError)
  }

  @Test func statusFollowsFromWhoseFaultItIs() {
    #expect(Sentence(for: WorkbenchError.dataSpecification("x")).status == .usage)
    #expect(Sentence(for: WorkbenchError.unreadable(path: "a", code: 2)).status == .badFile)
    #expect(Sentence(for: WorkbenchError.readOnlyHome(path: "a", code: 30)).status == .environment)
    #expect(Sentence(for: WorkbenchError.solutionLocked(lab: "F01")).status == .failed)
  }

  @Test func textFromAFileCannotMoveTheCursor() {
    let place = FormatError.Place(file: "m.onnx", field: "a\u{1B}[2J\nb")
    let sentence = Sentence(for: FormatError.missing(place))
    #expect(!sentence.text.en.contains("\u{1B}"))
    #expect(!sentence.text.en.contains("\n"))
  }

  @Test func namesAFileOnceAsItWasTyped() {
    let cause = FormatError.notThisFormat(.init(file: "/home/a/m.onnx", field: "header"), format: "ONNX")
    let sentence = FileFailure(file: "m.onnx", fullPath: "/home/a/m.onnx", cause: cause).sentence
    #expect(sentence.text.en == "m.onnx: not a ONNX file. Check that this is the file you meant.")
    #expect(!sentence.text.ja.contains("/home/a"))
  }

  @Test(arguments: [
    ("Unknown option '--bogus'", "--bogus というオプションはありません。"),
    ("Missing expected argument '<lab>'", "引数 <lab> が足りません。"),
    ("The value 'abc' is invalid for '--pairs <pairs>'", "--pairs <pairs> に abc は使えません。"),
  ])
  func aWrongCommandLineIsAUsageErrorInBothLanguages(_ phrase: String, _ japanese: String) {
    let sentence = Sentence(usage: phrase)
    #expect(sentence.status == .usage)
    #expect(sentence.text.ja.hasPrefix(japanese))
    #expect(sentence.text.en.hasPrefix(phrase))
  }

  @Test func everyMessageKeyOfGradingHasWords() {
    for key in GradeKeys.all {
      let text = GradeWords.text(.keyed(key, arguments: [:]))
      #expect(text.isComplete && text.ja != key && text.en != key, "\(key) has no sentence")
    }
  }
}
