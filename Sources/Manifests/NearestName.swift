/// The known name that a misspelt one most likely stands for.
package enum NearestName {
  /// - Returns: the name with the fewest edited characters, at most a third of the longer of the two; `nil` when none is
  ///   that near. Case does not count.
  package static func find(_ name: String, in known: [String]) -> String? {
    known.map { ($0, distance(Array(name.lowercased()), Array($0.lowercased()))) }
      .filter { $1 <= max($0.count, name.count) / 3 }
      .min { ($0.1, $0.0) < ($1.1, $1.0) }?.0
  }

  /// Insertions, deletions, substitutions and swaps of neighbours (optimal string alignment).
  private static func distance(_ a: [Character], _ b: [Character]) -> Int {
    var rows = [Array(0...b.count)]
    for i in a.indices {
      var row = [i + 1]
      for j in b.indices {
        var best = min(rows[i][j + 1] + 1, row[j] + 1, rows[i][j] + (a[i] == b[j] ? 0 : 1))
        if i > 0, j > 0, a[i] == b[j - 1], a[i - 1] == b[j] { best = min(best, rows[i - 1][j - 1] + 1) }
        row.append(best)
      }
      rows.append(row)
    }
    return rows[a.count][b.count]
  }
}

extension ManifestError.Expectation {
  /// One of the known keys instead of `key`, with the nearest of them.
  package static func knownKey(_ key: String, among known: [String]) -> Self {
    .knownKey(instead: key, nearest: NearestName.find(key, in: known), known: known)
  }
}
