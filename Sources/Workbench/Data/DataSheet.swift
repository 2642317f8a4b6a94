import Charts
import Datasets
import Formats
import Reports
import Tensors

/// Samples of a data set as small pictures.
struct DataSheet {
  private let dataset: Dataset
  private let card: DataCard

  /// Pictures on a sheet.
  static let cells = 24

  init(_ dataset: Dataset, _ card: DataCard) {
    self.dataset = dataset
    self.card = card
  }

  /// - Throws: ``FormatError`` when a picture cannot be made.
  func chart() throws -> ContactSheet {
    let count = min(Self.cells, dataset.count)
    return ContactSheet(
      title: card.title, description: card.content,
      cells: try (0..<count).map { row in ContactSheet.Cell(try content(row), label: label(row)) })
  }

  private func label(_ row: Int) -> LocalizedText {
    switch dataset.targets {
    case .classes(let labels, let names):
      let name = names[Int(labels[row])]
      return LocalizedText(ja: name.ja, en: name.en)
    case .boxes(let boxes, let names):
      let found = boxes[row].map { names[Int($0.label)] }
      return LocalizedText(ja: found.map(\.ja).joined(separator: "、"), en: found.map(\.en).joined(separator: ", "))
    case .reconstruction(let anomalous):
      return anomalous[row] ? LocalizedText(ja: "異常", en: "anomalous") : LocalizedText(ja: "正常", en: "normal")
    case .identities(let labels, _): return LocalizedText(verbatim: "#\(labels[row])")
    case .values(let values):
      let width = values.shape.dimensions.dropFirst().reduce(1, *)
      return LocalizedText(verbatim: width > 0 ? "\(values.elements(as: Float.self)[row * width])" : "")
    case .tokens: return LocalizedText(verbatim: "")
    }
  }

  private func content(_ row: Int) throws -> ContactSheet.Content {
    let shape = dataset.inputShape
    if dataset.inputs.element == .int32 {
      let tokens = dataset.inputs.elements(as: Int32.self)[row * shape.count..<(row + 1) * shape.count]
      return .words(tokens.prefix(8).map(String.init).joined(separator: " "))
    }
    guard dataset.inputs.element == .uint8, shape.rank == 3 else { return .curve(curve(row)) }
    let levels = Array(dataset.inputs.elements(as: UInt8.self)[row * shape.count..<(row + 1) * shape.count])
    var boxes: [[Double]] = []
    if case .boxes(let all, _) = dataset.targets {
      boxes = all[row].map { [$0.left, $0.top, $0.right, $0.bottom].map(Double.init) }
    }
    return .picture(
      png: try PNGWriter.bytes(of: Self.picture(levels, shape), file: dataset.name), boxes: boxes)
  }

  /// Images as they are; a trace of one row with a row per channel; log-mel codes with time to the right.
  private static func picture(_ levels: [UInt8], _ shape: Shape) -> ImagePixels {
    if shape[0] == 1 {
      let (width, channels) = (shape[1], shape[2])
      let turned = (0..<channels).flatMap { channel in (0..<width).map { levels[$0 * channels + channel] } }
      return ImagePixels(width: width, height: channels, channels: 1, levels: turned)
    }
    if shape == LogMel.shape {
      let turned = (0..<shape[1]).flatMap { band in
        (0..<shape[0]).map { levels[$0 * shape[1] + shape[1] - 1 - band] }
      }
      return ImagePixels(width: shape[0], height: shape[1], channels: 1, levels: turned)
    }
    return ImagePixels(width: shape[1], height: shape[0], channels: shape[2], levels: levels)
  }

  /// At most 200 numbers of a sample, evenly apart.
  private func curve(_ row: Int) -> [Double] {
    let length = dataset.inputShape.count
    let count = min(200, length)
    guard let batch = try? dataset.batch([row]), dataset.inputs.element != .int32 else { return [] }
    let numbers = batch.inputs.floats
    return (0..<count).map { Double(numbers[$0 * length / count]) }
  }
}
