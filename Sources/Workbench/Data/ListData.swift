import Datasets
package import Reports

/// Every form of data there is, a line each.
package struct ListData: Answer {
  package struct Entry: Encodable, Sendable {
    package let key: String
    package let title: LocalizedText
    package let input: String?
    package let target: String
  }

  package let data: [Entry]

  package init() {
    let synthetic = SyntheticTaskRegistry.all.map { $0.card }.sorted { $0.key < $1.key }.map { ($0.key, $0) }
    let files = FileSource.allCases.map { ($0.form, $0.card) }
    data = (synthetic + files).map { form, card in
      Entry(key: form, title: card.title, input: card.input.map { "\($0)" }, target: card.target.rawValue)
    }
  }

  package func text(in language: Language, width: Int) -> String {
    var table = TextTable([.left, .left, .left])
    for entry in data { table.add([entry.key, entry.title[language], entry.input ?? "—"]) }
    let advice = language == .ja ? "keiryo data 名前 でくわしく" : "keiryo data NAME tells more"
    return (table.lines + ["", "  " + advice]).joined(separator: "\n")
  }
}
