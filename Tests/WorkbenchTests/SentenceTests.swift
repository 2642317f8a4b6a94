import Datasets
import Formats
import Grading
import Graphs
import Lessons
import Manifests
import Peers
import Processes
import Progress
import Quantization
import Reports
import Tensors
import Testing
import Training
import Workbench

@Suite struct SentenceTests {
  /// One error of every room that a person can meet.
  static let errors: [any Error] =
    [
      WorkbenchError.noCheckout, WorkbenchError.unknownLab("ZZ", known: ["F01", "E01"]),
      WorkbenchError.notStarted(lab: "F01"), WorkbenchError.alreadyStarted(lab: "F01", path: "x/Solution.swift"),
      WorkbenchError.solutionLocked(lab: "F01"), WorkbenchError.unknownTask(lab: "F01", task: 9, tasks: 4),
      WorkbenchError.nothingToWatch, WorkbenchError.dataSpecification("cifar"),
      WorkbenchError.presetForData(preset: "lenet", data: "tokens"),
      WorkbenchError.smallImages(preset: "lenet", needed: 16, found: "22×3"),
      WorkbenchError.unfinishedTraining(checkpoint: "m.onnx.checkpoint"),
      WorkbenchError.trainingStopped(step: 3, checkpoint: "m.onnx.checkpoint"),
      TrainingError.diverged(step: 3), TrainingError.tooFewSamples(found: 0, batch: 64),
      TrainingError.shape(model: "float32[1]", data: "int32[1]"),
      TrainingError.targets(objective: "boxes", found: "classes"), TrainingError.augmentation(data: "tokens [8]"),
      TrainingError.stopped(step: 3), CheckpointError.unreadable(path: "c", code: 5),
      CheckpointError.unwritable(path: "c", code: 28), CheckpointError.damaged(path: "c"),
      CheckpointError.version(path: "c", found: 9), CheckpointError.differs(path: "c", what: ["data", "seed"]),
      WorkbenchError.unknownPreset("vgg", known: ["lenet"]), WorkbenchError.unreadable(path: "a", code: 2),
      WorkbenchError.unwritable(path: "a", code: 13), WorkbenchError.readOnlyHome(path: "a", code: 30),
      WorkbenchError.unknownFormat(path: "a.txt", known: [".onnx"]), WorkbenchError.noArrays(path: "a"),
      WorkbenchError.inputArray(path: "a.npy", expected: "float32[1]", found: "int8[1]"),
      WorkbenchError.unsupportedInput(model: "m", found: "2"), WorkbenchError.labKitMissing,
      WorkbenchError.notAProjectFile(path: "p"), WorkbenchError.notABundle(path: "b"),
      WorkbenchError.outOfRange(option: "--threads", allowed: "1…64", found: "0"), WorkbenchError.interrupted,
      WorkbenchError.noGraphviz, WorkbenchError.graphvizFailed(lastWords: "syntax error"),
      WorkbenchError.drawingTooLarge(nodes: 5000, limit: 3000),
      WorkbenchError.batchLine(path: "a.tsv", line: 2), ForeignError.openShape(input: "x", symbol: "height"),
      ForeignError.openShape(input: "x", symbol: ""), ForeignError.evaluationTooLarge(node: "n"),
      ForeignError.givenInput(name: "x", expected: "float32[N]", found: "int8[1]"),
      FormatError.truncated(.init(file: "m.onnx", field: "graph", offset: 4), needed: 9, found: 3),
      FormatError.refused(.init(file: "m.onnx", field: "graph"), feature: "external data"),
      FormatError.refused(.init(file: "m.onnx", field: "graph"), feature: "data outside the model's folder"),
      FormatError.refused(.init(file: "m.onnx", field: "graph"), feature: "function"),
      ManifestError.malformed(
        file: "r.yml", line: 3, column: 1, problem: "found character that cannot start any token"),
      ManifestError.malformed(file: "r.yml", line: 1, column: 1, problem: "duplicated keys: name"),
      ManifestError.mismatch(
        file: "r.yml", place: .init(line: 3, column: 2), keyPath: "stages[0]", expected: .oneOf(["a", "b"])),
    ]
    + expectations.map {
      ManifestError.mismatch(file: "r.yml", place: .init(line: 3, column: 2), keyPath: "stages[0]", expected: $0)
    } + [
      WorkbenchError.unknownRecipe(name: "int9", known: ["int8", "small"]),
      FormatError.undecodable(.init(file: "m.onnx", field: "graph", offset: 4), problem: "wire type 6"),
      GraphError.typeInference(node: "n", operatorName: "Conv", cause: .rank(input: 0, expected: "4", found: 2)),
      LessonError.unknownLesson("X"), LessonError.prerequisiteCycle(["A", "B"]),
      GradingError.noCompiler, GradingError.judgeBuildFailed(lab: "F01", log: "a\nerror: b"),
      ProgressError.corrupt(path: "e.sqlite", detail: "malformed"), ProgressError.locked(path: "e.sqlite"),
      ReportError.tooFewPlacements(found: 1, needed: 6), QuantizationError.range(value: "x", low: 2, high: 1),
      QuantizationError.severalInputs(2),
      WorkbenchError.methodNeedsData("gptq"), WorkbenchError.dropNeedsLabels, WorkbenchError.budgetNeeded,
      QuantizationError.missingRange(value: "x"), QuantizationError.unexpectedRange(value: "x"),
      WorkbenchError.unknownPeer("tvm", known: ["onnxruntime"]),
      PeerError.ended(.timeLimit, lastWords: "a\nb"), PeerError.ended(.exited(1), lastWords: ""),
      PeerError.refused("no operator X"), PeerError.malformed("x"), PeerError.impossibleTime(claimed: 2, passed: 1),
      PeerError.inputShape(expected: [1, nil], found: [2]), PeerError.outputs(expected: [1], found: [2]),
      PeerInstallationError.noPython(found: nil), PeerInstallationError.noPython(found: "3.9"),
      PeerInstallationError.noVirtualEnvironment(lastWords: "x"), PeerInstallationError.cancelled,
      LoadingError.format(.elementType(.init(file: "a.wav", field: "fmt", offset: 12), found: "24 bit")),
      LoadingError.folder(path: "d", code: 2), LoadingError.noClasses(path: "d", extensions: ["jpg", "png"]),
      LoadingError.tooMuch(path: "d", name: "files", allowed: 9, found: 10),
      LoadingError.sampleRate(path: "a.wav", expected: 16_000, found: 8_000),
      LoadingError.field(path: "t.csv", line: 3, column: 2, found: "n/a"), LoadingError.emptyTable(path: "t.csv"),
      LoadingError.noColumn(path: "t.csv", name: "z", known: ["x", "y"]),
      LoadingError.emptyPart(path: "d", split: .calibration, total: 7),
      DatasetError.inputType(name: "d", found: .float32([1])), DatasetError.targetType(name: "d", found: .float32([1])),
      DatasetError.targetKind(expected: .classes, found: .boxes), DatasetError.box(name: "d", sample: 3),
      DatasetError.targetCount(name: "d", samples: 2, targets: 3),
      DatasetError.label(name: "d", index: 0, found: 9, classes: 3), DatasetError.normalization(name: "d", channels: 3),
      DatasetError.range(name: "d", asked: 9, available: 3), DatasetError.shares([600, 500]),
      PeerInstallationError.nothingInstallable(lastWords: "x"), PeerInstallationError.folder(path: "p", code: 13),
    ]

  private static let expectations: [ManifestError.Expectation] =
    [
      .key("name"), .knownKey(instead: "epoch", nearest: "epochs", known: ["epochs"]),
      .knownKey(instead: "x", nearest: nil, known: ["a", "b"]), .range(lowest: "1", highest: "9"),
      .singleKey(["quantize", "train"]), .entry, .identifier(longest: 40), .otherContent,
    ] + [ManifestError.Kind.mapping, .list, .text, .truth, .number, .integer, .natural].map { .value($0) }

  @Test(arguments: errors.indices)
  func isOneLineInBothLanguagesWithAStatus(_ index: Int) {
    let sentence = Sentence(for: Self.errors[index])
    for language in Language.allCases {
      let text = sentence.text[language]
      #expect(!text.isEmpty)
      #expect(!text.contains("\n"))
      #expect(
        text.hasSuffix(language == .ja ? "。" : ".") || text.hasSuffix(")") || text.hasSuffix("）") || text.hasSuffix("?")
      )
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
    #expect(sentence.text.en == "m.onnx: not an ONNX file. Check that this is the file you meant.")
    #expect(!sentence.text.ja.contains("/home/a"))
  }

  @Test(arguments: [
    ("Unknown option '--bogus'", "--bogus というオプションはありません。"),
    ("Missing expected argument '<lab>'", "引数 <lab> が足りません。"),
    ("The value 'abc' is invalid for '--pairs <pairs>'", "--pairs <pairs> に abc は使えません。"),
    (
      "The value 'fr' is invalid for '--lang <lang>'. Please provide one of 'ja' and 'en'",
      "--lang <lang> に fr は使えません。ja、en から選んでください。"
    ),
    ("Unknown option '--jsn'. Did you mean '--json'?", "--jsn というオプションはありません。--json ではありませんか。"),
    ("Unexpected argument 'b.onnx'", "b.onnx は余分です。"),
    ("The option '--json' does not take any value, but 'x' was specified", "--json に値は付けられません。"),
  ])
  func aWrongCommandLineIsAUsageErrorInBothLanguages(_ phrase: String, _ japanese: String) {
    let sentence = Sentence(usage: phrase)
    #expect(sentence.status == .usage)
    #expect(sentence.text.ja.hasPrefix(japanese))
    #expect(sentence.text.en.hasPrefix(phrase))
    #expect(!sentence.text.en.contains("?.") && !sentence.text.en.contains(".."))
  }

  @Test func anUnknownCommandIsAnsweredWithTheNearest() {
    let phrase = "2 unexpected arguments: 'inspec', 'm.onnx'"
    let sentence = Sentence(usage: phrase, help: "keiryo --help", commands: ["bench", "inspect", "lesson"])
    #expect(sentence.text.en == "There is no command 'inspec'. Did you mean 'inspect'? See keiryo --help.")
    #expect(
      sentence.text.ja == "inspec というコマンドはありません。inspect ではありませんか。使い方は keiryo --help で見られます。")
    let strange = Sentence(usage: phrase, help: "keiryo --help", commands: ["bench"])
    #expect(strange.text.en == "There is no command 'inspec'. See keiryo --help.")
  }

  /// Words of ours and names that a file holds may be Latin; a run of English words may not.
  @Test(arguments: errors.indices)
  func japaneseHoldsNoEnglishPhrase(_ index: Int) throws {
    let phrase = try Regex("[A-Za-z]{2,} [a-z]{2,} [a-z]{2,}")
    let text = Sentence(for: Self.errors[index]).text.ja.replacing(/(keiryo|git|make) [a-z ]+/, with: "")
    #expect(text.firstMatch(of: phrase) == nil, "\(text)")
  }

  @Test func everyMessageKeyOfGradingHasWords() {
    for key in GradeKeys.all {
      let text = GradeWords.text(.keyed(key, arguments: [:]))
      #expect(text.isComplete && text.ja != key && text.en != key, "\(key) has no sentence")
    }
  }
}
