import Charts
package import Datasets
import Foundation
import Hashing
package import Reports
import Tensors

/// A data card; with the samples counted when their place was named, and a sheet of pictures when asked for.
package struct ShowData: Answer {
  package struct Part: Encodable, Sendable {
    package let split: String
    package let samples: Int
    /// Samples of each class, in the order of the classes; empty for a task without classes.
    package let classes: [Int]
    package let sha256: String
  }

  package let key: String
  package let version: String
  package let title: LocalizedText
  package let content: LocalizedText
  package let source: LocalizedText
  package let licence: LocalizedText
  /// Nil when nobody knows the best that is possible.
  package let optimum: LocalizedText?
  package let limits: LocalizedText
  package let input: String?
  package let target: LocalizedText
  package let classes: [LocalizedText]
  /// Samples of each split as a command takes them; nil when the files decide and were not named.
  package let counts: SplitCounts?
  /// What was counted in files; nil when none were read.
  package let parts: [Part]?
  /// The sheet that was written.
  package let sheet: String?

  /// - Parameters:
  ///   - name: a key (`glyphs16`, `csv`) or a key with a place, whose files are then read.
  ///   - out: a file for the sheet.
  /// - Throws: ``WorkbenchError`` and ``LoadingError``.
  package init(_ name: String, out: String? = nil, language: Language) throws {
    let file = out.map { URL(filePath: $0) }
    if let file {
      guard file.pathExtension.lowercased() == "svg" else {
        throw WorkbenchError.unknownFormat(path: file.relativePath, known: [".svg"])
      }
      try FileAccess.checkWritable(file)
    }
    let bare = FileSource(rawValue: name)
    // A form without a place has a card, and no samples.
    let data = bare == nil || out != nil ? try DataSource(name) : nil
    let card = bare?.card ?? data?.card ?? Glyphs16.card
    let isRead = data != nil && (card.counts == nil || out != nil)
    let parts = isRead ? try data?.parts() : nil
    if let parts, let file {
      let sheet = try DataSheet(parts.train, card).chart()
      try FileAccess.write(Data(sheet.svg(in: language).utf8), to: file)
    }
    (key, version, title, content) = (card.key, card.version, card.title, card.content)
    (source, licence, optimum, limits) = (card.source, card.licence, card.optimum, card.limits)
    input = (parts?.train).map { "\($0.inputs.element)\($0.inputShape)" } ?? card.input.map { "\($0)" }
    target = (parts?.train.targets.kind ?? card.target).word
    classes = (parts?.train.classNames ?? card.classNames).map { LocalizedText(ja: $0.ja, en: $0.en) }
    counts = card.counts
    self.parts = parts.map { parts in DatasetSplit.allCases.map { Part(parts[$0]) } }
    sheet = file?.relativePath
  }
}

extension ShowData.Part {
  init(_ dataset: Dataset) {
    var counts = [Int](repeating: 0, count: dataset.classNames.count)
    if case .classes(let labels, _) = dataset.targets {
      for label in labels { counts[Int(label)] += 1 }
    } else {
      counts = []
    }
    self.init(
      split: dataset.split.rawValue, samples: dataset.count, classes: counts, sha256: dataset.identity.hex)
  }
}
