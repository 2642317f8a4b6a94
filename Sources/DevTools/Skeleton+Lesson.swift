extension Skeleton {
  /// `Curriculum/<stage>/<slug>/`: both languages with the eight parts of a lesson, and a quiz.
  package static func newLesson(_ name: String, id: String) throws(Failure) -> Skeleton {
    let (stage, slug) = try stageAndSlug(name)
    let folder = "Curriculum/\(stage)/\(slug)/"
    func head(_ title: String) -> String {
      """
      ---
      id: \(id)
      title: \(title)
      minutes: 15
      teaches: [\(slug)]
      prerequisites: []
      ---

      # \(title)


      """
    }
    let japanese = ["問い", "図で見る", "手で計算する", "式にする", "動かす", "実務での落とし穴", "現場のツール", "確かめる"]
    let english = [
      "The question", "The picture", "By hand", "The mathematics", "Run it", "What goes wrong in practice", "At work",
      "Check yourself",
    ]
    return Skeleton(files: [
      folder + "lesson.ja.md": head("題名") + japanese.map { "## \($0)\n\n" }.joined(),
      folder + "lesson.en.md": head("Title") + english.map { "## \($0)\n\n" }.joined(),
      folder + "quiz.yml": "questions: []\ninterview: []\n",
    ])
  }
}
