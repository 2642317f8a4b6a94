import Charts
import Reports

extension ProjectPage {
  /// Device, settings and data behind the table, as name and value.
  static func conditions(_ facts: ProjectFacts, text: SiteText) -> [Condition] {
    let machine = facts.provenance.machine
    let isJapanese = text.language == .ja
    func name(_ ja: String, _ en: String) -> String { isJapanese ? ja : en }
    var all = [
      Condition(name: name("装置", "Device"), value: device(machine)),
      Condition(
        name: name("コア", "Cores"), value: "\(machine.cores) · \(machine.architecture)"),
      Condition(name: name("命令セット", "Features"), value: machine.features.joined(separator: " ")),
      Condition(name: name("カーネル", "Kernel"), value: machine.kernel),
      Condition(
        name: name("周波数ガバナ", "Governor"), value: machine.governor ?? name("読めません", "not readable")),
      Condition(name: name("ビルド", "Build"), value: "\(machine.toolchain) · \(machine.build.rawValue)"),
      Condition(
        name: name("負荷（1 分平均）", "Load (1 min)"), value: machine.loadAverage.map { Figure.fixed($0, 2) } ?? "—"),
      Condition(
        name: name("ノイズ床", "Noise floor"),
        value: machine.noiseFloor.map { "\(text.share($0)) (n = \($0.pairs))" }
          ?? name("測っていません", "not measured")),
    ]
    if let comparison = facts.table.rows.last?.comparison {
      let (baseline, candidate) = (comparison.baseline, comparison.candidate)
      all += [
        Condition(
          name: name("標本", "Samples"),
          value: name(
            "交互に \(comparison.pairs) 組（配置 \(comparison.placements.count) 通り）、1 標本 \(baseline.repetitions) / \(candidate.repetitions) 回、ウォームアップ \(baseline.warmUp) / \(candidate.warmUp) 回",
            "\(comparison.pairs) pairs in turns in \(comparison.placements.count) placements, \(baseline.repetitions) / \(candidate.repetitions) runs a sample, "
              + "warm-up \(baseline.warmUp) / \(candidate.warmUp) runs")),
        Condition(
          name: name("スレッド / バッチ", "Threads / batch"), value: "\(candidate.threads) / \(candidate.batch)"),
        Condition(
          name: name("区間", "Interval"),
          value: name(
            "組の比の中央値、配置を単位とするブートストラップ \(comparison.resamples) 回、シード \(comparison.seed)",
            "median of pair ratios, \(comparison.resamples) bootstrap resamples of placements, seed \(comparison.seed)")
        ),
      ]
    }
    if let accuracy = facts.table.rows.first?.accuracy {
      all.append(
        Condition(
          name: name("評価データ", "Evaluation set"),
          value: "\(accuracy.dataset) · \(accuracy.split) · SHA-256 \(accuracy.datasetSHA256.prefix(12))"))
    }
    all += [
      Condition(name: name("コマンド", "Command"), value: facts.provenance.command),
      Condition(name: name("設定", "Flags"), value: facts.provenance.flags.joined(separator: " ")),
      Condition(
        name: name("版", "Version"),
        value: "Keiryo \(facts.provenance.toolVersion)" + (facts.provenance.commit.map { " · \($0)" } ?? "")),
      Condition(name: name("日時（UTC）", "Recorded (UTC)"), value: facts.provenance.recordedAt.iso8601),
      Condition(name: name("記録", "Record"), value: "SHA-256 \(facts.digest) · \(text.level(facts.level))"),
    ]
    return all.filter { !$0.value.isEmpty }
  }
}
