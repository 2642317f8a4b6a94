package import Reports

#if canImport(Darwin)
  private import Darwin
#endif

/// Reads how large the data caches are that the first core sees.
package struct CacheReader: Sendable {
  /// Where `/sys` is looked for; a test gives a folder with copies.
  package var root: String

  package init(root: String = "/") { self.root = root }

  /// What the system hides is not there.
  package func read() -> [MemoryLevel: Int] {
    #if canImport(Darwin)
      var caches: [MemoryLevel: Int] = [:]
      for (level, names) in [
        (MemoryLevel.l1, ["hw.perflevel0.l1dcachesize", "hw.l1dcachesize"]),
        (.l2, ["hw.perflevel0.l2cachesize", "hw.l2cachesize"]), (.l3, ["hw.l3cachesize"]),
      ] {
        for name in names where caches[level] == nil {
          var value: Int64 = 0
          var size = MemoryLayout<Int64>.size
          if sysctlbyname(name, &value, &size, nil, 0) == 0, value > 0 { caches[level] = Int(value) }
        }
      }
      return caches
    #else
      let reader = MachineReader(root: root)
      var caches: [MemoryLevel: Int] = [:]
      for index in 0..<8 {
        let folder = "sys/devices/system/cpu/cpu0/cache/index\(index)/"
        guard let kind = reader.text(folder + "type"), kind != "Instruction",
          let level = reader.text(folder + "level").flatMap({ Self.levels[$0] }),
          let bytes = reader.text(folder + "size").flatMap(Self.bytes)
        else { continue }
        caches[level] = bytes
      }
      return caches
    #endif
  }

  private static let levels: [String: MemoryLevel] = ["1": .l1, "2": .l2, "3": .l3]

  /// `48K`, `32M` or a plain number.
  static func bytes(_ text: String) -> Int? {
    let unit = ["K": 1 << 10, "M": 1 << 20, "G": 1 << 30][String(text.suffix(1))]
    guard let number = Int(unit == nil ? text : String(text.dropLast())), number > 0 else { return nil }
    let (bytes, overflow) = number.multipliedReportingOverflow(by: unit ?? 1)
    return overflow ? nil : bytes
  }
}
