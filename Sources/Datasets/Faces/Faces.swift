private import Tensors

/// A synthetic task made from seeds: do two drawings show the same face? 48 × 48 × 1 uint8 pixels.
///
/// A face is a vector of ten features with seven levels each. Two faces of a split differ in three features or more. The
/// sum of the levels modulo 4 is the split's own, so no face of one split is met in another. Place, size, light, mouth,
/// gaze and noise change from drawing to drawing.
package enum Faces: SyntheticTask {
  package static let version = "faces-1"
  static let side = 48
  package static let normalization = Normalization(mean: [0.321], deviation: [0.224])

  /// Number of faces in a split.
  package static func identityCount(_ split: DatasetSplit) -> Int { split == .train ? 200 : 50 }

  package static func dataset(split: DatasetSplit, count: Int, seed: UInt64 = 1) throws(DatasetError) -> Dataset {
    let people = identities(split, seed: seed)
    let (images, labels) = try Synthesis.samples(
      version, split: split, count: count, seed: seed, TensorType(.uint8, [side, side, 1])
    ) { (source, pixels: UnsafeMutableBufferPointer<UInt8>) in
      let identity = source.integer(below: people.count)
      FaceDrawing(levels: people[identity], &source).write(to: pixels, &source)
      return Int32(identity)
    }
    return try Dataset(
      name: version, split: split, inputs: images, targets: .identities(labels, count: people.count),
      normalization: normalization)
  }

  /// Feature levels `−3...3` of every face of a split.
  package static func identities(_ split: DatasetSplit, seed: UInt64) -> [[Int]] {
    var source = RandomSource(seed: seed, stream: "\(version)/\(split.rawValue)/identities")
    let remainder = DatasetSplit.allCases.firstIndex(of: split) ?? 0
    var people: [[Int]] = []
    while people.count < identityCount(split) {
      let levels = (0..<FaceDrawing.featureCount).map { _ in source.integer(in: -3...3) }
      guard (levels.reduce(0, +) + 40) % 4 == remainder else { continue }
      let isNew = people.allSatisfy { other in zip(levels, other).count { $0 != $1 } >= 3 }
      if isNew { people.append(levels) }
    }
    return people
  }
}

/// One drawing of a face.
private struct FaceDrawing {
  static let featureCount = 10

  private let levels: [Int]
  /// 1/32 pixel that ten steps of the grid take: a step is about a tenth of a pixel.
  private let scale: Int
  private let centre: StrokePoint
  private let light: (across: Int, down: Int, level: Int)
  private let mouthOpening: Int
  private let gaze: Int

  init(levels: [Int], _ source: inout RandomSource) {
    self.levels = levels
    scale = source.integer(in: 29...37)
    let middle = Faces.side * StrokePoint.unit / 2
    centre = StrokePoint(x: middle + source.integer(in: -64...64), y: middle + source.integer(in: -64...64))
    light = (source.integer(in: -60...60), source.integer(in: -40...40), source.integer(in: -30...30))
    mouthOpening = source.integer(in: 0...20)
    gaze = source.integer(in: -16...16)
  }

  /// A point of the grid, from the middle of the face.
  private func at(_ x: Int, _ y: Int) -> StrokePoint {
    centre + StrokePoint(x: x * scale / 10, y: y * scale / 10)
  }

  func write(to pixels: UnsafeMutableBufferPointer<UInt8>, _ source: inout RandomSource) {
    let ground = source.integer(in: 20...90)
    var picture = Picture(width: Faces.side, height: Faces.side, background: Colour(ground))
    let skin = Colour(170 + 10 * levels[0])
    let dark = Colour(50)
    // The head: a capsule, longer or rounder, wider or narrower.
    let (half, width) = (50 + 12 * levels[1], 115 + 8 * levels[2])
    picture.paint(from: at(0, -half), to: at(0, half), radius: width * scale / 10, skin)
    let hair = 30 + 14 * levels[3]
    picture.paint(from: at(-60, -half - 70), to: at(60, -half - 70), radius: (40 + hair / 3) * scale / 10, dark)
    let (apart, height) = (52 + 6 * levels[4], -30 + 5 * levels[5])
    for direction in [-1, 1] {
      let eye = at(direction * apart, height)
      picture.paint(from: eye, to: eye, radius: (20 + 2 * levels[6]) * scale / 10, Colour(235))
      let pupil = at(direction * apart + gaze / 4, height)
      picture.paint(from: pupil, to: pupil, radius: 8 * scale / 10, dark)
      picture.paint(
        from: at(direction * (apart - 22), height - 34 + 5 * levels[7]),
        to: at(direction * (apart + 22), height - 34 - 5 * levels[7]), radius: 5 * scale / 10, dark)
    }
    let nose = 30 + 7 * levels[8]
    picture.paint(
      from: at(0, height + 10), to: at(6, height + 10 + nose), radius: 6 * scale / 10, skin.shifted(by: -45))
    let (mouth, lips) = (36 + 7 * levels[9], height + 75)
    for (y, radius) in [(lips, 6), (lips + mouthOpening, 6)] {
      picture.paint(from: at(-mouth, y), to: at(mouth, y), radius: radius * scale / 10, Colour(95))
    }
    picture.write(to: pixels, grain: source.integer(in: 2...8), &source) { [light] level, row, column in
      let half = Faces.side / 2
      return level + light.level + (light.across * (column - half) + light.down * (row - half)) / half
    }
  }
}
