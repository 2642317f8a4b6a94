import Peers
import Processes

extension PeerError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .start(let error): error.sentence
    case .ended(let outcome, let words):
      Sentence(
        .failed, ja: "\(Self.end(outcome).ja)\(TechnicalDetail.japanese(words))。測定から外しました。",
        en: "\(Self.end(outcome).en)\(words.isEmpty ? "" : " (\(words))"). Left out of the measurement.")
    case .refused(let words):
      Sentence(
        .failed, ja: "このモデルを実行できません\(TechnicalDetail.japanese(words))。", en: "It cannot run this model (\(words)).")
    case .malformed(let words):
      Sentence(
        .failed, ja: "応答が約束どおりの形ではありません\(TechnicalDetail.japanese(words))。keiryo peers install で入れ直してください。",
        en: "Its answer is not what the protocol says (\(words)). Install it again with keiryo peers install.")
    case .impossibleTime(let claimed, let passed):
      Sentence(
        .failed, ja: "\(passed) ns のあいだに \(claimed) ns かかったと答えました。測定から外しました。",
        en: "It claims to have worked \(claimed) ns within \(passed) ns. Left out of the measurement.")
    case .inputShape(let expected, let found):
      Sentence(
        .failed, ja: "入力の形が違います（\(Self.extents(expected))、こちらは \(found)）。同じモデルのファイルを指定してください。",
        en:
          "It takes an input of another shape (\(Self.extents(expected)), ours is \(found)). Name a file of the same model."
      )
    case .inputCount(let expected, let found):
      Sentence(
        .failed, ja: "入力が \(expected) 個必要ですが、こちらのモデルは \(found) 個です。同じモデルのファイルを指定してください。",
        en: "It takes \(expected) inputs, our model has \(found). Name a file of the same model.")
    case .outputs(let expected, let found):
      Sentence(
        .failed, ja: "出力の形が違います（\(found)、こちらは \(expected)）。同じモデルのファイルを指定してください。",
        en: "Its outputs have another shape (\(found), ours \(expected)). Name a file of the same model.")
    }
  }

  private static func extents(_ extents: [Int?]) -> String {
    "[" + extents.map { $0.map { String($0) } ?? "?" }.joined(separator: ", ") + "]"
  }

  private static func end(_ outcome: ProcessOutcome) -> (ja: String, en: String) {
    switch outcome {
    case .timeLimit: ("時間内に応答しませんでした", "It did not answer in time")
    case .memoryLimit: ("メモリの上限を超えました", "It used more memory than it may")
    case .outputLimit: ("出力が多すぎます", "It printed too much")
    case .signalled(let signal): ("シグナル \(signal) で終了しました", "It was ended by signal \(signal)")
    case .exited(let status): ("途中で終了しました（\(status)）", "It left in the middle (status \(status))")
    case .cancelled: ("中断されました", "It was stopped")
    }
  }
}

extension PeerInstallationError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .noPython(nil):
      Sentence(
        .environment,
        ja: "venv を作れる Python が見つかりません。Python 3.11 以上と venv を入れてください（Debian では python3-venv）。",
        en:
          "No Python that can make a venv was found. Install Python 3.11 or newer with venv (on Debian: python3-venv).")
    case .noPython(let found?):
      Sentence(
        .environment, ja: "Python \(found) では古すぎます。3.11 以上を入れて、もう一度実行してください。",
        en: "Python \(found) is too old. Install 3.11 or newer and run this again.")
    case .noVirtualEnvironment(let words):
      Sentence(
        .environment, ja: "Python の環境を作れません\(TechnicalDetail.japanese(words))。空き容量と python3 -m venv を確かめてください。",
        en: "The Python environment cannot be made (\(words)). Check free space and python3 -m venv.")
    case .nothingInstallable(let words):
      Sentence(
        .environment, ja: "1 つも入れられませんでした\(TechnicalDetail.japanese(words))。ネットワークを確かめて、もう一度実行してください。",
        en: "None could be installed (\(words)). Check the network and run this again.")
    case .folder(let path, let code):
      SystemWords.sentence(
        .environment, path, code, adviceJa: "--home か KEIRYO_HOME で書き込める場所を指定してください。",
        adviceEn: "Name a writable place with --home or KEIRYO_HOME.")
    case .process(let error): error.sentence
    case .cancelled: WorkbenchError.interrupted.sentence
    }
  }
}

extension PeerTimingError: Spoken {
  package var sentence: Sentence {
    switch self {
    case .ours(let error): error.sentence
    case .report(let error): error.sentence
    case .cancelled: WorkbenchError.interrupted.sentence
    }
  }
}
