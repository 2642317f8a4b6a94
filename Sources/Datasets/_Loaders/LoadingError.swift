package import Formats

/// Why a data set could not be loaded from files.
package enum LoadingError: Error, Sendable {
  case format(FormatError)
  case dataset(DatasetError)
  /// A folder that cannot be listed; `code` is errno.
  case folder(path: String, code: Int32)
  /// A folder without a folder for each class, or whose folders hold no file that is read.
  case noClasses(path: String, extensions: [String])
  /// More files, classes or bytes than are loaded.
  case tooMuch(path: String, name: String, allowed: Int, found: Int)
  /// Sound of another rate than the front end takes, samples per second.
  case sampleRate(path: String, expected: Int, found: Int)
  /// A field that is no finite number; columns count from 1.
  case field(path: String, line: Int, column: Int, found: String)
  /// A table without rows, or with no column besides the label.
  case emptyTable(path: String)
  /// No column of a table is called so.
  case noColumn(path: String, name: String, known: [String])
  /// Too few samples for each part to get one.
  case emptyPart(path: String, split: DatasetSplit, total: Int)

  /// Runs what can only go wrong with the data themselves.
  static func lifting<Value>(_ body: () throws(DatasetError) -> Value) throws(LoadingError) -> Value {
    do { return try body() } catch { throw .dataset(error) }
  }
}
