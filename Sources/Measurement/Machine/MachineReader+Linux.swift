#if os(Linux)
  private import Foundation
  import Reports

  extension MachineReader {
    func linuxRecord() -> MachineRecord {
      let processor = CPUInformation(text: text("proc/cpuinfo") ?? "")
      let allowed = text("proc/self/status").flatMap { Self.field("Cpus_allowed_list", in: $0) }
      return MachineRecord(
        cpu: processor.model ?? text("proc/device-tree/model") ?? "unknown",
        features: processor.features,
        cores: allowed.flatMap(Self.countOfList) ?? ProcessInfo.processInfo.activeProcessorCount,
        memoryBytes: text("proc/meminfo").flatMap { Self.field("MemTotal", in: $0) }
          .flatMap { $0.split(separator: " ").first }.flatMap { Int64($0) }.map { $0 * 1_024 },
        os: text("etc/os-release").flatMap(Self.prettyName) ?? "Linux",
        kernel: text("proc/sys/kernel/osrelease") ?? "unknown",
        architecture: BuildFacts.architecture,
        governor: text("sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
        toolchain: BuildFacts.toolchain, build: BuildFacts.configuration, loadAverage: loadAverage())
    }

    /// The text after `name:` in a file of such lines.
    static func field(_ name: String, in text: String) -> String? {
      for line in text.split(separator: "\n") where line.hasPrefix("\(name):") {
        return line.dropFirst(name.count + 1).trimmingCharacters(in: .whitespaces)
      }
      return nil
    }

    /// How many processors `0-3,7` names.
    static func countOfList(_ list: String) -> Int? {
      var count = 0
      for part in list.split(separator: ",") {
        let ends = part.split(separator: "-").compactMap { Int($0) }
        switch ends.count {
        case 1: count += 1
        case 2 where ends[0] <= ends[1]: count += ends[1] - ends[0] + 1
        default: return nil
        }
      }
      return count > 0 ? count : nil
    }

    static func prettyName(_ osRelease: String) -> String? {
      for line in osRelease.split(separator: "\n") where line.hasPrefix("PRETTY_NAME=") {
        return line.dropFirst("PRETTY_NAME=".count).trimmingCharacters(in: CharacterSet(charactersIn: "\"'"))
      }
      return nil
    }
  }

  /// What `/proc/cpuinfo` says about the first processor.
  struct CPUInformation {
    let model: String?
    /// The features that kernels choose by, sorted.
    let features: [String]

    /// Names of x86 and Arm features that change which kernel runs.
    static let relevant: Set<String> = [
      "sse4_1", "sse4_2", "avx", "f16c", "fma", "avx2", "avx_vnni", "avx512f", "avx512bw", "avx512vl", "avx512dq",
      "avx512_vnni", "avx512_bf16", "avx512_fp16", "amx_int8", "amx_bf16", "neon", "asimd", "asimdhp", "asimddp",
      "i8mm", "bf16", "sve", "sve2",
    ]

    init(text: String) {
      var fields: [String: String] = [:]
      for line in text.split(separator: "\n") {
        guard let colon = line.firstIndex(of: ":") else { continue }
        let key = line[..<colon].trimmingCharacters(in: .whitespaces)
        guard fields[key] == nil else { continue }
        fields[key] = line[line.index(after: colon)...].trimmingCharacters(in: .whitespaces)
      }
      model = fields["model name"] ?? fields["Model"] ?? fields["Hardware"]
      let flags = (fields["flags"] ?? fields["Features"] ?? "").split(separator: " ").map { String($0) }
      features = Set(flags).intersection(Self.relevant).sorted()
    }
  }
#endif
