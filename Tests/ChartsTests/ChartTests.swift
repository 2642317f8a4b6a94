import Charts
import Foundation
import Reports
import Testing

@Suite struct ChartTests {
  private let hostile = LocalizedText(
    ja: "<script>alert(1)</script>&\"'\u{0}\u{1B}", en: "]]><image href=\"http://x/\"/>")

  private func samples(_ times: [Int64]) throws -> LatencySamples {
    try LatencySamples(nanoseconds: times, repetitions: 1, warmUp: 0, threads: 1, batch: 1)
  }

  private func tailRecord(_ samples: LatencySamples) -> TailRecord {
    let machine = MachineRecord(
      cpu: "Test CPU", features: [], cores: 1, memoryBytes: nil, os: "TestOS", kernel: "1", architecture: "x86_64",
      governor: nil, toolchain: "Swift", build: .release, loadAverage: nil)
    let fault = TailEvent(run: 7, involuntarySwitches: 0, voluntarySwitches: 0, minorFaults: 1, majorFaults: 0)
    return TailRecord(
      model: "m", sha256: "", samples: samples, events: [fault], stolenNanoseconds: nil,
      provenance: Provenance(
        machine: machine, toolVersion: "0", commit: nil, command: "", flags: [],
        recordedAt: Timestamp(secondsSince1970: 0)))
  }

  private func everyChart(_ text: LocalizedText) throws -> [String] {
    let interval = Interval(estimate: 2.83, low: 2.8, high: 2.86)
    let bars = BarChart(
      title: text, description: text, quantity: .ratio,
      bars: [.init(label: text, exactly: 1, isReference: true), .init(label: text, value: interval)])
    let pareto = ParetoChart(
      title: text, description: text, costQuantity: .bytes,
      points: [.init(label: text, cost: 400_000, accuracy: Interval(estimate: 0.95, low: 0.94, high: 0.96))])
    let latency = LatencyChart(
      title: text, description: text, strips: [.init(label: text, samples: try samples([5_000, 6_000, 90_000]))])
    let record = TrainingRecord(
      name: "r", seed: 1, dataset: "d", datasetSHA256: "0",
      points: [.init(step: 1, loss: 2.3), .init(step: 50, loss: 0.4), .init(step: 60, loss: .nan)])
    let loss = LossChart(title: text, description: text, record: record)
    let roofline = RooflineChart(
      title: text, description: text, peaks: [.init(label: text, rate: 300)],
      bandwidths: [.init(label: text, rate: 20), .init(label: text, rate: 200)],
      points: (1...20).map { .init(label: text, intensity: Double($0), rate: 50, weight: 0.05) })
    let growth = GrowthChart(
      title: text, description: text, across: text, acrossQuantity: .bytes, upQuantity: .nanoseconds,
      points: [(1_000, 10), (100_000, 990)])
    let tail = TailChart(
      title: text, description: text,
      record: tailRecord(try samples((0..<2_000).map { $0 == 7 ? 90_000 : 1_000 + $0 })), causes: [.pageFault: text])
    return Language.allCases.flatMap {
      [
        roofline.svg(in: $0), growth.svg(in: $0), tail.svg(in: $0), bars.svg(in: $0), pareto.svg(in: $0),
        latency.svg(in: $0), loss.svg(in: $0),
      ]
    }
  }

  @Test func `labels cannot become markup`() throws {
    for svg in try everyChart(hostile) {
      #expect(!svg.contains("<script") && !svg.contains("<image"))
      #expect(XMLCheck.isWellFormed(svg))
    }
  }

  @Test func `pictures say what they are, in both schemes, and load nothing`() throws {
    for svg in try everyChart(LocalizedText(ja: "速度比", en: "Speed")) {
      #expect(svg.contains("<title id=") && svg.contains("<desc id=") && svg.contains("prefers-color-scheme:dark"))
      #expect(svg.components(separatedBy: "http").count == 2)  // the namespace only
      #expect(!svg.contains("nan") && !svg.contains("inf"))
    }
  }

  @Test func `charts of nothing are still pictures`() {
    let text = LocalizedText(verbatim: "x")
    let empty = [
      BarChart(title: text, description: text, quantity: .bytes, bars: []).svg(in: .ja),
      ParetoChart(title: text, description: text, costQuantity: .bytes, points: []).svg(in: .ja),
      LatencyChart(title: text, description: text, strips: []).svg(in: .ja),
      RooflineChart(title: text, description: text, peaks: [], bandwidths: [], points: []).svg(in: .en),
      LossChart(
        title: text, description: text,
        record: TrainingRecord(name: "", seed: 0, dataset: "", datasetSHA256: "", points: [])
      ).svg(in: .ja),
    ]
    for svg in empty { #expect(XMLCheck.isWellFormed(svg)) }
  }

  @Test func `the front holds what nothing beats`() {
    func point(_ cost: Double, _ accuracy: Double) -> ParetoChart.Point {
      .init(
        label: LocalizedText(verbatim: ""), cost: cost,
        accuracy: Interval(estimate: accuracy, low: accuracy, high: accuracy))
    }
    let text = LocalizedText(verbatim: "x")
    let chart = ParetoChart(
      title: text, description: text, costQuantity: .bytes,
      points: [point(400, 0.958), point(110, 0.956), point(200, 0.955), point(38, 0.951), point(110, 0.956)])
    // 200 bytes at 95.5 % is beaten by 110 bytes at 95.6 %; equals stay together.
    #expect(chart.front == [3, 1, 4, 0])
  }

  @Test func `axes are round and cover their values`() {
    let scale = Scale([0.951, 0.958], range: (0, 100), fromZero: false, marks: 4)
    #expect(scale.domain.lowerBound <= 0.951 && scale.domain.upperBound >= 0.958)
    #expect(Scale.roundStep(0.0013) == 0.002)
    #expect(Scale.roundStep(3) == 5)
    let logarithmic = Scale(logarithmic: [100, 1_000], range: (0, 100))
    // Halfway between the ends of a logarithmic axis lies their geometric mean.
    #expect(abs(logarithmic((80.0 * 1_250).squareRoot()) - 50) < 1e-9)
  }
}

/// A small well-formedness check: tags nest and no bare ampersand or angle bracket remains.
enum XMLCheck {
  static func isWellFormed(_ text: String) -> Bool {
    var open: [Substring] = []
    var rest = Substring(text)
    while let start = rest.firstIndex(where: { $0 == "<" || $0 == "&" }) {
      if rest[start] == "&" {
        guard rest[start...].firstMatch(of: /^&(amp|lt|gt|quot|#39);/) != nil else { return false }
        rest = rest[rest.index(after: start)...]
        continue
      }
      guard let end = rest[start...].firstIndex(of: ">") else { return false }
      let tag = rest[rest.index(after: start)..<end]
      if tag.hasPrefix("/") {
        guard open.popLast() == tag.dropFirst() else { return false }
      } else if !tag.hasSuffix("/") {
        open.append(tag.prefix { !$0.isWhitespace })
      }
      rest = rest[rest.index(after: end)...]
    }
    return open.isEmpty
  }
}
