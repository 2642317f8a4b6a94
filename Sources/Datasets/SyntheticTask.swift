/// A task made from seeds: a folder of this room with the name of its type.
///
/// One seed gives the same bytes on every machine: only integers and ``ExactMath`` take part. A task is frozen: any change
/// of a byte is a new version.
package protocol SyntheticTask: Sendable {
  /// What there is to know of it.
  static var card: DataCard { get }

  /// Samples of one split. The first ones do not depend on how many follow.
  /// - Parameter count: at least 1.
  /// - Throws: ``DatasetError/range(name:asked:available:)`` for a count that is not made.
  static func dataset(split: DatasetSplit, count: Int, seed: UInt64) throws(DatasetError) -> Dataset
}
