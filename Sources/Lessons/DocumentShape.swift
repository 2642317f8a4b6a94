/// How much of everything a text holds; siblings in two languages agree on it.
package struct DocumentShape: Hashable, Sendable {
  var sections = 0
  var subsections = 0
  var figures = 0
  var codeBlocks = 0
  var tables = 0
  /// Words separated by spaces, code left out.
  var words = 0
  /// Characters that aren't spaces, code blocks left out.
  var characters = 0

  static var comparedKinds: [(String, KeyPath<DocumentShape, Int>)] {
    [
      ("subsection", \.subsections), ("figure", \.figures), ("code block", \.codeBlocks), ("table", \.tables),
    ]
  }
}

extension MarkdownDocument {
  package var shape: DocumentShape {
    var shape = DocumentShape()
    for event in events where event.phase == .enter {
      switch event.element {
      case .heading(2): shape.sections += 1
      case .heading(3): shape.subsections += 1
      case .image: shape.figures += 1
      case .codeBlock: shape.codeBlocks += 1
      case .table: shape.tables += 1
      case .text(let text):
        shape.words += text.split(whereSeparator: \.isWhitespace).count
        shape.characters += text.reduce(0) { $0 + ($1.isWhitespace ? 0 : 1) }
      case .code(let text):
        shape.words += 1
        shape.characters += text.count
      default: break
      }
    }
    return shape
  }
}
