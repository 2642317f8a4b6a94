import Foundation

/// A picture under construction: shapes in user units, a style sheet for light and dark, a title and a description.
struct Drawing {
  static let width = 420.0
  /// Of text, in user units.
  static let fontSize = 12.0

  let height: Double
  let title: String
  let description: String
  private var body = ""

  init(height: Double, title: String, description: String) {
    self.height = height
    self.title = title
    self.description = description
  }

  /// Where a text hangs on its point.
  enum Anchor: String { case start, middle, end }

  mutating func text(
    _ content: String, x: Double, y: Double, _ style: String = "ink", anchor: Anchor = .start
  ) {
    let place = anchor == .start ? "" : " text-anchor=\"\(anchor.rawValue)\""
    body += "<text class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\"\(place)>"
    body += "\(Markup.escape(content))</text>\n"
  }

  mutating func line(_ x1: Double, _ y1: Double, _ x2: Double, _ y2: Double, _ style: String) {
    body +=
      "<path class=\"\(style)\" d=\"M\(Self.number(x1)) \(Self.number(y1))L\(Self.number(x2)) \(Self.number(y2))\"/>\n"
  }

  mutating func path(_ points: [(x: Double, y: Double)], _ style: String) {
    guard points.count > 1 else { return }
    let steps = points.map { "\(Self.number($0.x)) \(Self.number($0.y))" }
    body += "<path class=\"\(style)\" d=\"M\(steps.joined(separator: "L"))\"/>\n"
  }

  mutating func rectangle(x: Double, y: Double, width: Double, height: Double, _ style: String) {
    body += "<rect class=\"\(style)\" x=\"\(Self.number(x))\" y=\"\(Self.number(y))\""
    body += " width=\"\(Self.number(max(0, width)))\" height=\"\(Self.number(max(0, height)))\" rx=\"2\"/>\n"
  }

  mutating func dot(_ x: Double, _ y: Double, radius: Double, _ style: String) {
    body +=
      "<circle class=\"\(style)\" cx=\"\(Self.number(x))\" cy=\"\(Self.number(y))\" r=\"\(Self.number(radius))\"/>\n"
  }

  /// A picture with its pixels kept apart, stretched to the place it is given.
  mutating func picture(png: [UInt8], x: Double, y: Double, width: Double, height: Double) {
    body += "<image x=\"\(Self.number(x))\" y=\"\(Self.number(y))\" width=\"\(Self.number(width))\""
    body += " height=\"\(Self.number(height))\" preserveAspectRatio=\"none\" style=\"image-rendering:pixelated\""
    body += " href=\"data:image/png;base64,\(Data(png).base64EncodedString())\"/>\n"
  }

  var svg: String {
    let size = "\(Self.number(Self.width)) \(Self.number(height))"
    return """
      <svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 \(size)" role="img" aria-labelledby="title description">
      <title id="title">\(Markup.escape(title))</title>
      <desc id="description">\(Markup.escape(description))</desc>
      <style>
      \(Self.style)</style>
      \(body)</svg>

      """
  }

  /// How wide a text will be at most in the usual system fonts: full-width characters one em, capitals 0.72 em, others
  /// 0.61 em.
  static func width(of text: String, fontSize: Double = Drawing.fontSize) -> Double {
    text.unicodeScalars.reduce(0) { sum, scalar in
      sum + (scalar.value >= 0x2E80 ? 1 : ("A"..."Z").contains(scalar) ? 0.72 : 0.61)
    } * fontSize
  }

  /// `text` cut to a width, with an ellipsis.
  static func fitted(_ text: String, to limit: Double) -> String {
    guard width(of: text) > limit else { return text }
    var kept = text
    while !kept.isEmpty, width(of: kept + "…") > limit { kept.removeLast() }
    return kept + "…"
  }

  /// One decimal at most: pictures stay small and the same on every machine.
  private static func number(_ value: Double) -> String {
    let tenths = (min(max(value, -1e6), 1e6) * 10).rounded()
    let whole = Int(tenths)
    let sign = whole < 0 ? "-" : ""
    return "\(sign)\(abs(whole) / 10)" + (whole % 10 == 0 ? "" : ".\(abs(whole) % 10)")
  }

  private static let style = """
    text{font:12px system-ui,-apple-system,"Segoe UI","Hiragino Sans","Noto Sans CJK JP","Noto Sans JP",sans-serif;\
    font-variant-numeric:tabular-nums}
    .ink{fill:#1d2126}.muted{fill:#5f6771}.strong{fill:#0a5fb4;font-weight:600}
    .grid{stroke:#e2e6ea;fill:none}.axis{stroke:#9aa3ad;fill:none}.whisker{stroke:#1d2126;stroke-width:1.4;fill:none}
    .accent{fill:#0a6ed1}.quiet{fill:#a9b4c0}.curve{stroke:#0a6ed1;stroke-width:1.8;fill:none;stroke-linejoin:round}
    .front{stroke:#0a6ed1;stroke-width:1.2;stroke-dasharray:4 3;fill:none}
    .sample{fill:#0a6ed1;fill-opacity:.4}.other{fill:#7b8793;fill-opacity:.45}
    @media (prefers-color-scheme:dark){
    .ink{fill:#e8ebee}.muted{fill:#a3acb6}.strong{fill:#7ab8ff}
    .grid{stroke:#30363d}.axis{stroke:#6a737d}.whisker{stroke:#e8ebee}
    .accent{fill:#5aa9f8}.quiet{fill:#59636e}.curve,.front{stroke:#5aa9f8}.sample{fill:#5aa9f8}.other{fill:#a3acb6}
    }

    """
}
