private import Foundation
package import Reports

/// Reads what a measurement must say about its machine. Reads no host name, user, serial number or path.
package struct MachineReader: Sendable {
  /// Where `/proc`, `/sys` and `/etc` are looked for; a test gives a folder with copies.
  package var root: String

  package init(root: String = "/") { self.root = root }

  /// The machine now. What the system hides is nil or "unknown", never guessed.
  package func read() -> MachineRecord {
    #if os(Linux)
      linuxRecord()
    #else
      darwinRecord()
    #endif
  }

  /// The one-minute load average; nil where unreadable.
  package func loadAverage() -> Double? {
    #if os(Linux)
      text("proc/loadavg").flatMap { $0.split(separator: " ").first }.flatMap { Double($0) }
    #else
      darwinLoadAverage()
    #endif
  }

  /// Processor time that a hypervisor has given to others so far, of all cores, nanoseconds; nil where unreadable.
  package func stolenNanoseconds() -> Int64? {
    // user, nice, system, idle, iowait, irq, softirq, steal in hundredths of a second: proc_stat(5).
    guard let line = text("proc/stat")?.split(separator: "\n").first(where: { $0.hasPrefix("cpu ") }) else {
      return nil
    }
    let fields = line.split(separator: " ").dropFirst().compactMap { Int64($0) }
    return fields.count > 7 ? fields[7] * 10_000_000 : nil
  }

  /// A small text file under ``root``; nil when it is absent or unreadable.
  func text(_ path: String) -> String? {
    guard let data = FileManager.default.contents(atPath: (root as NSString).appendingPathComponent(path)) else {
      return nil
    }
    // Device-tree strings end in a NUL.
    return String(decoding: data, as: UTF8.self).trimmingCharacters(in: CharacterSet(charactersIn: "\0\n "))
  }
}

/// Facts about this binary, fixed when it was compiled.
package enum BuildFacts {
  /// The compiler's language version line, as far as conditional compilation can tell it.
  package static var toolchain: String {
    #if compiler(>=6.5)
      "Swift 6.5 or newer"
    #elseif compiler(>=6.4)
      "Swift 6.4"
    #elseif compiler(>=6.3)
      "Swift 6.3"
    #else
      "Swift 6.2"
    #endif
  }

  package static var configuration: BuildConfiguration {
    #if DEBUG
      .debug
    #else
      .release
    #endif
  }

  package static var architecture: String {
    #if arch(x86_64)
      "x86_64"
    #elseif arch(arm64)
      "arm64"
    #elseif arch(arm)
      "arm"
    #elseif arch(riscv64)
      "riscv64"
    #else
      "unknown"
    #endif
  }
}
