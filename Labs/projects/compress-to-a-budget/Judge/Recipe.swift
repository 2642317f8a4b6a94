import JudgeKit

extension Checks {
  // MARK: Task 4

  /// The text itself is judged by what comes of it: grading examines the model that was built from it.
  static var recipe: [Check] {
    [
      Check(
        "recipe", task: 4, ja: "レシピを受け取る", en: "A recipe comes back", requires: [1, 2, 3]
      ) { trial throws(CheckFailure) in
        let text: String = try trial.call("recipe")
        try trial.require(
          !text.isEmpty && text.utf8.count <= 65_536,
          .wrong(
            ja: "レシピの文字列が空か、長すぎます。課題文の段階を YAML で並べて返してください。",
            en: "The recipe is empty or too long. Return the stages of the brief as YAML.", input: "recipe()",
            expected: "1–65,536 B", returned: "\(text.utf8.count) B"))
        trial.handOver(text, as: "recipe")
      }
    ]
  }
}
