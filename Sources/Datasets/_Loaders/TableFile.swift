private import Formats
private import Tensors

package import struct Foundation.URL

/// A table of numbers with a column of labels, from a CSV file.
///
/// The first row is a header when a field besides the label is no number in it. The label is the column that was named,
/// otherwise the one called `label`, `class` or `target`, otherwise the last. Labels that are all numbers, one of them no
/// integer, are values to predict; all others are classes. Rows are divided by their hash: 70 % train, 5 % calibration,
/// 10 % validation, 15 % test. The normalization of a column is that of the training rows.
package enum TableFile {
  package static let name = "csv"
  static let maximumClasses = 10_000
  private static let usualLabels = ["label", "class", "target"]

  /// - Parameter label: the name of the label's column; nil looks for it.
  /// - Throws: ``LoadingError``.
  package static func parts(of file: URL, label: String? = nil) throws(LoadingError) -> DatasetParts {
    let rows: [CSVFile.Row]
    do { rows = try CSVFile.read(file).rows } catch { throw .format(error) }
    let table = try Table(rows, label: label, path: file.relativePath)
    let inputs = try table.inputs()
    let targets = try table.targets()
    return try LoadingError.lifting { () throws(DatasetError) in
      let all = try Dataset(name: name, split: .train, inputs: inputs, targets: targets)
      let parts = try all.divided(testPerMille: 150)
      return try parts.normalized(by: Normalization(ofColumns: parts.train))
    }
  }

  private struct Table {
    let rows: ArraySlice<CSVFile.Row>
    let path: String
    let labelColumn: Int

    init(_ all: [CSVFile.Row], label: String?, path: String) throws(LoadingError) {
      guard let first = all.first, first.fields.count > 1 else { throw .emptyTable(path: path) }
      let names = first.fields.map { Table.trimmed($0) }
      let wanted = label.map { [$0] } ?? usualLabels
      let named = names.firstIndex { name in wanted.contains { name == $0 || name.lowercased() == $0.lowercased() } }
      if let label, named == nil { throw .noColumn(path: path, name: label, known: names) }
      let labelColumn = named ?? names.count - 1
      let hasHeader = named != nil || names.indices.contains { $0 != labelColumn && Table.number(names[$0]) == nil }
      guard all.count > (hasHeader ? 1 : 0) else { throw .emptyTable(path: path) }
      rows = all.dropFirst(hasHeader ? 1 : 0)
      self.path = path
      self.labelColumn = labelColumn
    }

    func inputs() throws(LoadingError) -> Tensor {
      let columns = (rows.first?.fields.count ?? 1) - 1
      var numbers: [Float] = []
      numbers.reserveCapacity(rows.count * columns)
      for row in rows {
        for (column, field) in row.fields.enumerated() where column != labelColumn {
          guard let number = Table.number(field) else {
            throw .field(path: path, line: row.line, column: column + 1, found: field)
          }
          numbers.append(number)
        }
      }
      do { return try Tensor(numbers, shape: [rows.count, columns]) } catch { throw .emptyTable(path: path) }
    }

    func targets() throws(LoadingError) -> Targets {
      let labels = rows.map { Table.trimmed($0.fields[labelColumn]) }
      let numbers = labels.compactMap { Table.number($0) }
      let isClasses = numbers.count < labels.count || numbers.allSatisfy { $0 == $0.rounded() }
      guard isClasses else {
        do { return .values(try Tensor(numbers, shape: [labels.count, 1])) } catch { throw .emptyTable(path: path) }
      }
      let isNumeric = numbers.count == labels.count
      let names = Set(labels).sorted { a, b in
        if isNumeric, let x = Table.number(a), let y = Table.number(b), x != y { return x < y }
        return a.utf8.lexicographicallyPrecedes(b.utf8)
      }
      guard names.count <= maximumClasses else {
        throw .tooMuch(path: path, name: "classes", allowed: maximumClasses, found: names.count)
      }
      let places = Dictionary(uniqueKeysWithValues: names.enumerated().map { ($1, Int32($0)) })
      return .classes(labels.map { places[$0] ?? 0 }, names: names.map { ClassName(ja: $0, en: $0) })
    }

    /// A finite number; nil for anything else.
    static func number(_ field: String) -> Float? {
      guard let number = Float(trimmed(field)), number.isFinite else { return nil }
      return number
    }

    static func trimmed(_ field: String) -> String {
      var rest = field.drop { $0 == " " || $0 == "\t" }
      while rest.last == " " || rest.last == "\t" { rest.removeLast() }
      return String(rest)
    }
  }
}
