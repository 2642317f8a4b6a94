/// Names of which none is given twice.
struct UniqueNames {
  private var taken: Set<String>

  init(_ taken: [String]) { self.taken = Set(taken) }

  /// - Returns: false when somebody has the name already.
  mutating func take(_ name: String) -> Bool { taken.insert(name).inserted }

  /// The name itself, or with the first number from 2 on that makes it new.
  mutating func unique(_ base: String) -> String {
    var name = base
    var suffix = 1
    while !take(name) {
      suffix += 1
      name = "\(base)_\(suffix)"
    }
    return name
  }
}
