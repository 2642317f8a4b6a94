import Compression
package import Datasets
package import Foundation
import Graphs
import Tensors

/// `--data`: where samples come from. Calibration data are always taken from the training side, never from test data.
package struct DataSource: Sendable, Hashable {
  private enum Origin: Hashable {
    /// The key of a synthetic task.
    case synthetic(String)
    case files(FileSource, URL, choice: String?)
  }

  private let origin: Origin

  /// The synthetic strokes, made from seeds.
  package static let glyphs16 = DataSource(origin: .synthetic(Glyphs16.card.key))

  /// Every form of `--data`: `glyphs16`, `mnist:FOLDER`, `csv:FILE`.
  package static let forms =
    SyntheticTaskRegistry.all.map { $0.card.key }.sorted() + FileSource.allCases.map { $0.form }

  private init(origin: Origin) { self.origin = origin }

  /// A synthetic task by its key, or a form of files, a colon and their place. Behind a `#`, for images the size
  /// (`HEIGHTxWIDTHxCHANNELS`), for tables the column of labels.
  package init(_ text: String) throws(WorkbenchError) {
    if SyntheticTaskRegistry.all.contains(where: { $0.card.key == text }) {
      self.init(origin: .synthetic(text))
      return
    }
    let pieces = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard pieces.count == 2, text.hasPrefix(pieces[0] + ":"), let source = FileSource(rawValue: pieces[0]) else {
      throw .dataSpecification(text)
    }
    var place = pieces[1]
    var choice: String?
    if source == .images || source == .csv, let mark = place.lastIndex(of: "#") {
      choice = String(place[place.index(after: mark)...])
      place = String(place[..<mark])
    }
    guard !place.isEmpty, choice != "" else { throw .dataSpecification(text) }
    self.init(
      origin: .files(
        source, URL(filePath: place, directoryHint: source.isFile ? .notDirectory : .isDirectory), choice: choice))
    if source == .images, choice != nil, imageShape == nil { throw .dataSpecification(text) }
  }

  /// How a command that repeats a result names it: no path of this machine.
  package var publicName: String {
    switch origin {
    case .synthetic(let key): key
    case .files(let source, _, let choice): source.form + (choice.map { "#\($0)" } ?? "")
    }
  }

  package var card: DataCard {
    switch origin {
    case .synthetic(let key): SyntheticTaskRegistry.all.first { $0.card.key == key }?.card ?? Glyphs16.card
    case .files(let source, _, _): source.card
    }
  }

  /// Data for a command that trains, compresses and evaluates.
  /// - Parameters:
  ///   - training: samples to train on, and `evaluation`: to test on, of a synthetic task; files always give all.
  ///   - graph: the model that images of any size are made for.
  /// - Throws: ``LoadingError``, also when a part that is needed has no sample.
  func load(training: Int? = nil, evaluation: Int? = nil, for graph: Graph? = nil) throws -> CompressionData {
    let parts = try parts(training: training, evaluation: evaluation, for: graph)
    for split in [DatasetSplit.train, .calibration, .test] where parts[split].count == 0 {
      throw LoadingError.emptyPart(path: placeName, split: split, total: parts.count)
    }
    return CompressionData(
      training: parts.train, calibration: parts.calibration, evaluation: parts.test,
      validation: parts.validation.count > 0 ? parts.validation : nil)
  }

  /// Data in all their roles; a part may be empty. No sample stands in two of them.
  func parts(training: Int? = nil, evaluation: Int? = nil, for graph: Graph? = nil) throws -> DatasetParts {
    switch origin {
    case .synthetic(let key):
      guard let task = SyntheticTaskRegistry.all.first(where: { $0.card.key == key }), let counts = task.card.counts
      else { throw WorkbenchError.dataSpecification(key) }
      return try DatasetParts(
        train: task.dataset(split: .train, count: training ?? counts.train, seed: 1),
        calibration: task.dataset(split: .calibration, count: counts.calibration, seed: 1),
        validation: task.dataset(split: .validation, count: counts.validation, seed: 1),
        test: task.dataset(split: .test, count: evaluation ?? counts.test, seed: 1))
    case .files(let source, let place, let choice):
      guard source.isFile || FileAccess.isFolder(place) else {
        throw WorkbenchError.unreadable(path: place.relativePath, code: ENOENT)
      }
      var choices = FileSource.Choices()
      choices.imageShape = imageShape ?? graph.flatMap(Self.imageShape) ?? choices.imageShape
      choices.label = source == .csv ? choice : nil
      return try source.parts(of: place, choices)
    }
  }

  private var placeName: String {
    switch origin {
    case .synthetic(let key): key
    case .files(_, let place, _): place.relativePath
    }
  }

  /// The size that was asked for: `96x96x3`, each up to 4,096 and 1 or 3 channels.
  private var imageShape: Shape? {
    guard case .files(.images, _, let choice?) = origin else { return nil }
    let extents = choice.split(separator: "x", omittingEmptySubsequences: false).map { Int($0) ?? 0 }
    guard extents.count == 3, extents.prefix(2).allSatisfy((1...4_096).contains), [1, 3].contains(extents[2]) else {
      return nil
    }
    return Shape(extents)
  }

  /// `[height, width, channels]` of a model's first input, in either layout; nil when it takes no images.
  private static func imageShape(of graph: Graph) -> Shape? {
    guard let input = graph.inputs.first else { return nil }
    let extents = graph.type(of: input).shape.dimensions
    guard extents.count == 4, extents.allSatisfy((1...4_096).contains) else { return nil }
    if [1, 3].contains(extents[3]) { return Shape(Array(extents.dropFirst())) }
    return [1, 3].contains(extents[1]) ? Shape([extents[2], extents[3], extents[1]]) : nil
  }
}

extension FileSource {
  /// `mnist:FOLDER`
  var form: String { "\(rawValue):\(isFile ? "FILE" : "FOLDER")" }
}
