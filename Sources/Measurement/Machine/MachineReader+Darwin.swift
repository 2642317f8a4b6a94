#if canImport(Darwin)
  private import Darwin
  import Reports

  extension MachineReader {
    func darwinRecord() -> MachineRecord {
      let optional = [
        "AdvSIMD": "asimd", "arm.FEAT_DotProd": "asimddp", "arm.FEAT_FP16": "asimdhp", "arm.FEAT_I8MM": "i8mm",
        "arm.FEAT_BF16": "bf16", "avx2_0": "avx2", "avx512f": "avx512f", "avx512vnni": "avx512_vnni",
      ]
      return MachineRecord(
        cpu: Self.text("machdep.cpu.brand_string") ?? "unknown",
        features: optional.filter { Self.integer("hw.optional.\($0.key)") == 1 }.map(\.value).sorted(),
        cores: Self.integer("hw.logicalcpu").map { Int($0) } ?? 1,
        memoryBytes: Self.integer("hw.memsize"),
        os: "macOS \(Self.text("kern.osproductversion") ?? "")",
        kernel: Self.text("kern.osrelease") ?? "unknown",
        architecture: BuildFacts.architecture, governor: nil, toolchain: BuildFacts.toolchain,
        build: BuildFacts.configuration, loadAverage: darwinLoadAverage())
    }

    func darwinLoadAverage() -> Double? {
      var loads = [0.0]
      return getloadavg(&loads, 1) == 1 ? loads[0] : nil
    }

    private static func text(_ name: String) -> String? {
      var size = 0
      guard sysctlbyname(name, nil, &size, nil, 0) == 0, size > 0 else { return nil }
      var bytes = [UInt8](repeating: 0, count: size)
      guard sysctlbyname(name, &bytes, &size, nil, 0) == 0 else { return nil }
      return String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
    }

    /// 32-bit and 64-bit values alike: a short answer fills the low bytes, and Darwin is little-endian.
    private static func integer(_ name: String) -> Int64? {
      var value: Int64 = 0
      var size = MemoryLayout<Int64>.size
      return sysctlbyname(name, &value, &size, nil, 0) == 0 ? value : nil
    }
  }
#endif
