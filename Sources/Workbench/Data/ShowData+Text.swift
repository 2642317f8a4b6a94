import Charts
import Datasets
import Lessons
package import Reports

extension ShowData {
  package func text(in language: Language, width: Int) -> String {
    let isJapanese = language == .ja
    var lines = ["  \(title[language])  (\(key))", ""]
    lines += Columns.wrapped(content[language], to: width - 2).map { "  " + $0 } + [""]
    var facts: [(label: String, text: String)] = [
      (isJapanese ? "入力" : "input", input ?? (isJapanese ? "ファイルによる" : "as the files are")),
      (isJapanese ? "正解" : "target", target[language]),
    ]
    if !classes.isEmpty {
      let shown = classes.prefix(50).map { $0[language] }.joined(separator: isJapanese ? "、" : ", ")
      facts.append((isJapanese ? "クラス" : "classes", "\(classes.count)  \(shown)"))
    }
    facts += samples(in: language)
    facts += [
      (
        isJapanese ? "最良の値" : "optimum", optimum?[language] ?? (isJapanese ? "知られていません" : "not known")
      ),
      (isJapanese ? "限界" : "limits", limits[language]),
      (isJapanese ? "出どころ" : "source", source[language]),
      (isJapanese ? "ライセンス" : "licence", licence[language]),
    ]
    let column = (facts.map { DisplayWidth.of($0.label) }.max() ?? 0) + 3
    for (label, text) in facts {
      let wrapped = Columns.wrapped(text, to: max(20, width - column - 2))
      for (index, line) in wrapped.enumerated() {
        lines.append("  " + Columns.padded(index == 0 ? label : "", to: column) + line)
      }
    }
    if let sheet { lines += ["", "  " + (isJapanese ? "見本  " : "samples  ") + sheet] }
    return lines.joined(separator: "\n")
  }

  /// A line per split: how many samples, and of which class the fewest and the most are when they were counted.
  private func samples(in language: Language) -> [(label: String, text: String)] {
    let label = language == .ja ? "件数" : "samples"
    if let parts {
      return parts.map { part in
        var text = Figure.fixed(Double(part.samples), 0)
        if let low = part.classes.min(), let high = part.classes.max() {
          text += language == .ja ? "（クラスごとに \(low)〜\(high)）" : " (\(low) to \(high) of a class)"
        }
        return ("\(label) \(part.split)", text)
      }
    }
    guard let counts else { return [] }
    let all = [
      ("train", counts.train), ("calibration", counts.calibration), ("validation", counts.validation),
      ("test", counts.test),
    ]
    return all.map { ("\(label) \($0.0)", Figure.fixed(Double($0.1), 0)) }
  }
}
