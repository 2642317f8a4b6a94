package import Reports

/// Small pictures of samples in rows, each with a word below it.
package struct ContactSheet: Sendable {
  package enum Content: Sendable {
    /// The bytes of a PNG file, and boxes in shares of its sides: left, top, right, bottom.
    case picture(png: [UInt8], boxes: [[Double]])
    /// Values in order, drawn from the smallest to the largest.
    case curve([Double])
    case words(String)
  }

  package struct Cell: Sendable {
    package let content: Content
    package let label: LocalizedText

    package init(_ content: Content, label: LocalizedText) {
      self.content = content
      self.label = label
    }
  }

  private let title: LocalizedText
  private let description: LocalizedText
  private let cells: [Cell]

  package init(title: LocalizedText, description: LocalizedText, cells: [Cell]) {
    self.title = title
    self.description = description
    self.cells = cells
  }

  private static let columns = 6
  private static let side = 60.0
  private static let gap = 10.0
  private static let rowHeight = 84.0
  private static let top = 28.0

  package func svg(in language: Language) -> String {
    let rows = (cells.count + Self.columns - 1) / Self.columns
    var drawing = Drawing(
      height: Self.top + Double(rows) * Self.rowHeight + 4, title: title[language], description: description[language])
    drawing.text(title[language], x: 0, y: 16)
    for (index, cell) in cells.enumerated() {
      let x = Double(index % Self.columns) * (Self.side + Self.gap)
      let y = Self.top + Double(index / Self.columns) * Self.rowHeight
      Self.draw(cell.content, on: &drawing, x: x, y: y)
      drawing.text(Drawing.fitted(cell.label[language], to: Self.side + Self.gap), x: x, y: y + Self.side + 14, "muted")
    }
    return drawing.svg
  }

  private static func draw(_ content: Content, on drawing: inout Drawing, x: Double, y: Double) {
    switch content {
    case .picture(let png, let boxes):
      drawing.picture(png: png, x: x, y: y, width: side, height: side)
      for box in boxes where box.count == 4 {
        let corners = [(0, 1), (2, 1), (2, 3), (0, 3), (0, 1)].map {
          (x: x + side * box[$0.0], y: y + side * box[$0.1])
        }
        drawing.path(corners, "curve")
      }
    case .curve(let values):
      let (low, high) = (values.min() ?? 0, values.max() ?? 0)
      let range = high > low ? high - low : 1
      let step = side / Double(max(1, values.count - 1))
      drawing.path(
        values.enumerated().map { (x: x + Double($0.offset) * step, y: y + side * (1 - ($0.element - low) / range)) },
        "curve")
    case .words(let text):
      drawing.text(Drawing.fitted(text, to: side), x: x, y: y + side / 2)
    }
  }
}
