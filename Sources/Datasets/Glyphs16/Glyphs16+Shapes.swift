extension Glyphs16 {
  /// One glyph: strokes between points of a grid that reaches from −8 to 8 in both directions, y down.
  struct Shape {
    let name: ClassName
    let strokes: [(from: (Int, Int), to: (Int, Int))]

    /// Strokes from lines of points: each line joins its points in order.
    init(_ en: String, _ ja: String, _ lines: [(Int, Int)]...) {
      name = ClassName(ja: ja, en: en)
      strokes = lines.flatMap { line in zip(line, line.dropFirst()).map { ($0, $1) } }
    }
  }

  /// The ten glyphs. Neighbours in the list differ by a stroke or two, so that a network has to look at details.
  static let shapes: [Shape] = [
    Shape("gate", "門", [(-6, 8), (-6, -7), (6, -7), (6, 8)]),
    Shape("ladder", "はしご", [(-6, 8), (-6, -8)], [(6, 8), (6, -8)], [(-6, -3), (6, -3)], [(-6, 4), (6, 4)]),
    Shape("flag", "旗", [(-5, 8), (-5, -8), (7, -4), (-5, 1)]),
    Shape("axe", "斧", [(-5, 8), (-5, -8), (6, -8), (6, 0), (-5, 0)]),
    Shape("bolt", "稲妻", [(6, -8), (-6, 0), (6, 0), (-6, 8)]),
    Shape("hourglass", "砂時計", [(-7, -8), (7, -8), (-7, 8), (7, 8), (-7, -8)]),
    Shape("arrow", "矢印", [(0, 8), (0, -8)], [(-6, -2), (0, -8), (6, -2)]),
    Shape("fork", "熊手", [(0, 8), (0, -8)], [(-6, -8), (-6, 0), (6, 0), (6, -8)]),
    Shape("kite", "凧", [(0, -8), (7, -1), (0, 6), (-7, -1), (0, -8)], [(0, 6), (4, 8)]),
    Shape("star", "星", [(0, -8), (0, 8)], [(-7, -4), (7, 4)], [(-7, 4), (7, -4)]),
  ]
}
