import JudgeKit

extension Checks {
  // MARK: Task 2

  static var distillation: [Check] {
    [
      Check("distillation-loss", task: 2, ja: "蒸留の損失", en: "Distillation loss") { trial throws(CheckFailure) in
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(lossInquiry, cases(&source))
        }
      },
      Check("large-logits", task: 2, ja: "大きなロジット", en: "Large logits") { trial throws(CheckFailure) in
        let large = Batch(
          student: [[2_000, 1_990, -3_000]], teacher: [[1_500, 1_510, 0]], labels: [1], temperature: 2, weight: 0.5)
        try trial.examine(lossInquiry, [large])
      },
      Check("distillation-gradient", task: 2, ja: "損失の勾配", en: "Gradient of the loss") { trial throws(CheckFailure) in
        try trial.forEachSeed { source throws(CheckFailure) in
          try trial.examine(gradientInquiry, cases(&source))
        }
      },
    ]
  }

  struct Batch {
    var student: [[Float]]
    var teacher: [[Float]]
    var labels: [Int]
    var temperature: Double
    var weight: Double
  }

  private static func cases(_ source: inout RandomSource) -> [Batch] {
    [(1, 2, 4.0, 1.0), (1, 2, 1, 0), (2, 3, 4, 0.7), (5, 10, 2, 0.5), (3, 4, 8, 0.9)].map { count, classes, t, w in
      let rows = (0..<(2 * count)).map { _ in (0..<classes).map { _ in source.normal() * 3 } }
      return Batch(
        student: Array(rows[..<count]), teacher: Array(rows[count...]),
        labels: (0..<count).map { _ in source.integer(below: classes) }, temperature: t, weight: w)
    }
  }

  /// The parts of the loss that the known mistakes change.
  private struct Rule {
    var factor: (Double) -> Double = { $0 * $0 }
    var isSwapped = false
    var isSummed = false
    var isClassMean = false
    var studentTemperature: Double?
    var shifts = true
  }

  private static func loss(_ batch: Batch, _ rule: Rule = Rule()) -> Double {
    var total = 0.0
    for row in batch.labels.indices {
      let hard = logSoftmax(batch.student[row], 1, rule.shifts)
      let p = logSoftmax(batch.teacher[row], batch.temperature, rule.shifts)
      let q = logSoftmax(batch.student[row], rule.studentTemperature ?? batch.temperature, rule.shifts)
      let (from, to) = rule.isSwapped ? (q, p) : (p, q)
      let soft = from.indices.reduce(0.0) { $0 + exp(from[$1]) * (from[$1] - to[$1]) }
      let share = rule.isClassMean ? 1 / Double(p.count) : 1
      total +=
        (1 - batch.weight) * -hard[batch.labels[row]] + batch.weight * rule.factor(batch.temperature) * soft * share
    }
    return rule.isSummed ? total : total / Double(batch.labels.count)
  }

  private static func logSoftmax(_ logits: [Float], _ temperature: Double, _ shifts: Bool) -> [Double] {
    let scaled = logits.map { Double($0) / temperature }
    let shift = shifts ? scaled.max() ?? 0 : 0
    let sum = scaled.reduce(0.0) { $0 + exp($1 - shift) }
    return scaled.map { shifts ? $0 - shift - log(sum) : log(exp($0) / sum) }
  }

  /// 10⁻⁴ relative, or absolute below 1: room for an answer computed in Float (ten classes lose some 10⁻⁶).
  private static func close(_ a: Double, _ b: Double) -> Bool {
    (a.isNaN && b.isNaN) || a == b || (a - b).magnitude <= 1e-4 * max(1, a.magnitude)
  }

  private static func describe(_ name: String, _ batch: Batch) -> String {
    "\(name)(student: \(batch.student), teacher: \(batch.teacher), labels: \(batch.labels), "
      + "temperature: \(batch.temperature), weight: \(batch.weight))"
  }

  private static var lossInquiry: Inquiry<Batch, Double> {
    Inquiry(
      askEach: { trial, batch throws(CheckFailure) in
        try trial.call(
          "distillationLoss", batch.student, batch.teacher, batch.labels, batch.temperature, batch.weight)
      },
      truth: { loss($0) }, same: close, accepts: { _, expected, returned in close(expected, returned) },
      describe: { describe("distillationLoss", $0) }, size: { Double($0.labels.count * $0.student[0].count) },
      variants: [
        Variant(
          "loss-no-t-squared", ja: "T² を掛け忘れた結果と一致します。温度を上げると、教師モデルからの勾配が 1/T² に縮みます。",
          en: "It equals leaving out T²: with a higher temperature the teacher's gradient shrinks by 1/T²."
        ) { loss($0, Rule(factor: { _ in 1 })) },
        Variant(
          "loss-kl-swapped", ja: "KL の向きが逆の結果と一致します。期待値は教師モデルの確率で取ります。",
          en: "It equals KL the other way round. The teacher's probabilities weight the sum."
        ) { loss($0, Rule(isSwapped: true)) },
        Variant("loss-summed", ja: "バッチで平均せずに足した結果と一致します。", en: "It equals the sum over the batch instead of the mean.")
        {
          loss($0, Rule(isSummed: true))
        },
        Variant(
          "loss-class-mean", ja: "KL をクラス数で割った結果と一致します。クラスについては和を取り、平均はバッチだけで取ります。",
          en: "It equals dividing KL by the number of classes. Sum over classes; average over the batch only."
        ) { loss($0, Rule(isClassMean: true)) },
        Variant(
          "loss-student-cold", ja: "生徒モデルの側を温度で割っていない結果と一致します。",
          en: "It equals not dividing the student's logits by the temperature."
        ) { loss($0, Rule(studentTemperature: 1)) },
        Variant(
          "softmax-overflow", ja: "softmax で最大値を引いていない結果と一致します。exp があふれて NaN になります。",
          en: "It equals a softmax that does not subtract the largest logit: the exponential overflows."
        ) { loss($0, Rule(shifts: false)) },
      ])
  }

  /// The truth is a central difference of the loss in Double. With a step of 10⁻² its error is the third derivative
  /// times 10⁻⁴/6: below 2 · 10⁻⁵ for these losses (T² · 1/T³ of a softmax). 5 · 10⁻⁴ leaves room for Float.
  private static var gradientInquiry: Inquiry<Batch, [[Double]]> {
    func gradient(_ batch: Batch, _ factor: @escaping (Double) -> Double) -> [[Double]] {
      func probabilities(_ logits: [Float], _ t: Double) -> [Double] { logSoftmax(logits, t, true).map { exp($0) } }
      return batch.labels.indices.map { row in
        let hard = probabilities(batch.student[row], 1)
        let q = probabilities(batch.student[row], batch.temperature)
        let p = probabilities(batch.teacher[row], batch.temperature)
        return hard.indices.map { index in
          let label = index == batch.labels[row] ? 1.0 : 0
          let soft = factor(batch.temperature) * (q[index] - p[index])
          return ((1 - batch.weight) * (hard[index] - label) + batch.weight * soft) / Double(batch.labels.count)
        }
      }
    }
    func numeric(_ batch: Batch) -> [[Double]] {
      batch.student.indices.map { row in
        batch.student[row].indices.map { index in
          // The step is what Float makes of it, so that nothing is lost.
          var (up, down) = (batch, batch)
          up.student[row][index] += 1e-2
          down.student[row][index] -= 1e-2
          let step = Double(up.student[row][index]) - Double(down.student[row][index])
          return (loss(up) - loss(down)) / step
        }
      }
    }
    func same(_ a: [[Double]], _ b: [[Double]], within tolerance: Double) -> Bool {
      a.map(\.count) == b.map(\.count) && zip(a.joined(), b.joined()).allSatisfy { ($0 - $1).magnitude <= tolerance }
    }
    return Inquiry(
      askEach: { trial, batch throws(CheckFailure) in
        try trial.call(
          "distillationGradient", batch.student, batch.teacher, batch.labels, batch.temperature, batch.weight)
      },
      truth: numeric, same: { same($0, $1, within: 1e-6) },
      accepts: { _, expected, returned in same(expected, returned, within: 5e-4) },
      describe: { describe("distillationGradient", $0) }, size: { Double($0.labels.count * $0.student[0].count) },
      variants: [
        Variant(
          "gradient-t-squared", ja: "勾配にも T² を掛けた結果と一致します。softmax(z / T) の微分から 1/T が出るので、残るのは T です。",
          en: "It equals T² in the gradient. Differentiating softmax(z / T) gives 1/T, so T remains."
        ) { gradient($0) { $0 * $0 } },
        Variant(
          "gradient-no-t", ja: "温度の係数がない結果と一致します。",
          en: "It equals a gradient without the factor of the temperature."
        ) { gradient($0) { _ in 1 } },
      ])
  }
}
