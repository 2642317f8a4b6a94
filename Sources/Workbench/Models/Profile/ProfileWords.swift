import Charts
import Reports

/// Profiles in words.
enum ProfileWords {
  static func level(_ level: MemoryLevel) -> LocalizedText {
    switch level {
    case .l1: LocalizedText(verbatim: "L1")
    case .l2: LocalizedText(verbatim: "L2")
    case .l3: LocalizedText(verbatim: "L3")
    case .memory: LocalizedText(ja: "主記憶", en: "main memory")
    }
  }

  static func heading(_ profile: ModelProfile) -> LocalizedText {
    LocalizedText(
      ja: "\(profile.model)、\(profile.threads) スレッド、\(profile.steps.count) 段",
      en:
        "\(profile.model), \(profile.threads == 1 ? "1 thread" : "\(profile.threads) threads"), \(profile.steps.count) steps"
    )
  }

  /// Where and how it was measured, and what the ceilings are.
  static func conditions(_ profile: ModelProfile) -> LocalizedText {
    let level = profile.ceilings.level(holding: profile.footprintBytes)
    let footprint = Figure.bytes(profile.footprintBytes)
    let place =
      level == .memory
      ? LocalizedText(ja: "どのキャッシュにも収まりません", en: "which no cache holds")
      : LocalizedText(ja: " \(Self.level(level).ja) に収まる大きさです", en: "which fit \(Self.level(level).en)")
    let load = profile.provenance.machine.loadAverage.map { Figure.fixed($0, 1) } ?? "—"
    return LocalizedText(
      ja:
        "\(profile.provenance.machine.cpu)、\(profile.whole.count) 回、負荷 \(load)。1 回に触れる \(footprint) は\(place.ja)。",
      en:
        "\(profile.provenance.machine.cpu), n = \(profile.whole.count), load \(load). A run goes through \(footprint), \(place.en)."
    )
  }
}
