extension Skeleton {
  /// `Labs/<stage>/<slug>/`: a complete small lab with one task, two answers and five known mistakes.
  /// - Parameter id: unique among labs, such as `E09`.
  package static func newLab(_ name: String, id: String) throws(Failure) -> Skeleton {
    let (stage, slug) = try stageAndSlug(name)
    guard !id.isEmpty, id.allSatisfy({ $0.isASCII && ($0.isUppercase || $0.isNumber) }) else {
      throw .badName(id, expected: "E09")
    }
    let folder = "Labs/\(stage)/\(slug)/"
    var files = [
      folder + "lab.yml": manifest(id: id, slug: slug), folder + "hints.yml": hints, folder + "design.md": design(id),
      folder + "brief.ja.md": "# \(id) 合計\n\n## 課題1：合計\n\n`total` は値の合計を返します。\n",
      folder + "brief.en.md": "# \(id) Total\n\n## Task 1: total\n\n`total` returns the sum of the values.\n",
      folder + "Harness.swift": harness, folder + "Checks.swift": checks,
      folder + "Solution.swift": solution, folder + "SecondSolution.swift": answer("values.reduce(0, +)"),
    ]
    for (mistake, body) in mistakes {
      files[folder + "Mistakes/\(mistake).swift"] =
        "// check: total, misconception: \(mistake)\n// Returns `\(body)`.\n" + answer(body)
    }
    return Skeleton(files: files)
  }

  private static func manifest(id: String, slug: String) -> String {
    """
    id: \(id)
    version: 1
    title: {ja: 合計, en: Total}
    outcome: {ja: 合計を計算できます。, en: I can compute a total.}
    teaches: [\(slug)]
    prerequisites: []
    minutes: 45
    imports: [LabKit]
    tasks:
      - id: total
        title: {ja: 合計, en: Total}
    limits: {callSeconds: 2, cpuSeconds: 30, memoryMiB: 512}
    seeds: [1, 2, 3]
    freshSeeds: 2

    """
  }

  private static let hints = """
    total:
      - {ja: 空の配列の合計はいくつですか。, en: What is the total of no values?}
      - {ja: 変数を 0 から始めて足していきます。, en: Start a variable at 0 and add.}
      - {ja: "`for value in values { sum += value }` です。", en: "It is `for value in values { sum += value }`."}

    """

  private static func design(_ id: String) -> String {
    """
    # Design of \(id)

    ## Goal
    ## Objectives
    ## Out of scope
    ## Why these checks
    ## Why these tolerances
    ## Interview questions
    ## Stretch

    """
  }

  private static let solution = """
    import LabKit

    /// `Σ values`; 0 without values.
    func total(_ values: [Int]) -> Int {
      // keiryo:begin
      var sum = 0
      for value in values { sum += value }
      return sum
      // keiryo:stub return 0
      // keiryo:end
    }

    """

  private static func answer(_ body: String) -> String {
    "import LabKit\n\nfunc total(_ values: [Int]) -> Int { \(body) }\n"
  }

  private static let harness = """
    import LabKit

    @main enum Harness {
      static func main() { WorkerLoop.run([Entry("total", total)]) }
    }

    """

  private static let mistakes = [
    ("count", "values.count"), ("first", "values.first ?? 0"), ("largest", "values.max() ?? 0"),
    ("magnitudes", "values.reduce(0) { $0 + abs($1) }"), ("without-last", "values.dropLast().reduce(0, +)"),
  ]

  private static var checks: String {
    let variants = mistakes.map { name, body in
      "          Variant(\"\(name)\", ja: \"`\(body)` と一致します。\", en: \"It equals `\(body)`.\") { values in \(body) },"
    }
    return """
      import JudgeKit

      @main enum Checks {
        static func main() {
          Judge.run([
            Check("total", task: 1, ja: "合計", en: "Total") { trial throws(CheckFailure) in
              try trial.forEachSeed { source throws(CheckFailure) in
                let cases = (0..<20).map { count in (0..<count).map { _ in source.integer(in: -9...9) } }
                try trial.examine(inquiry, cases)
              }
            }
          ])
        }

        private static var inquiry: Inquiry<[Int], Int> {
          Inquiry(
            ask: { trial, cases throws(CheckFailure) in
              var answers: [Int] = []
              for values in cases { answers.append(try trial.call("total", values)) }
              return answers
            },
            truth: { $0.reduce(0, +) }, same: { $0 == $1 }, describe: { "total(\\($0))" },
            size: { Double($0.count) }, shrink: { values in values.indices.map { index in
              var smaller = values
              smaller.remove(at: index)
              return smaller
            } },
            variants: [
      \(variants.joined(separator: "\n"))
            ])
        }
      }

      """
  }
}
