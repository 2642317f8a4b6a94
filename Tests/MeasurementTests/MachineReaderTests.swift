import Foundation
import Measurement
import Reports
import Testing

@Suite struct MachineReaderTests {
  #if os(Linux)
    @Test func `a Raspberry Pi is read from its files`() throws {
      let root = FileManager.default.temporaryDirectory.appendingPathComponent("machine-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: root) }
      let files = [
        "proc/cpuinfo": """
        processor\t: 0
        Features\t: fp asimd evtstrm aes crc32 asimdhp asimddp
        processor\t: 1
        Model\t\t: Raspberry Pi 5 Model B Rev 1.0
        """,
        "proc/self/status": "Name:\tx\nCpus_allowed_list:\t0-2,5\n",
        "proc/meminfo": "MemTotal:        8245312 kB\n",
        "etc/os-release": "NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12 (bookworm)\"\n",
        "proc/sys/kernel/osrelease": "6.6.31+rpt-rpi-2712\n",
        "sys/devices/system/cpu/cpu0/cpufreq/scaling_governor": "ondemand\n",
        "proc/loadavg": "0.52 0.40 0.31 1/123 4567\n",
      ]
      for (path, text) in files {
        let file = root.appendingPathComponent(path)
        try FileManager.default.createDirectory(
          at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
        try text.write(to: file, atomically: true, encoding: .utf8)
      }
      let machine = MachineReader(root: root.path).read()
      #expect(machine.cpu == "Raspberry Pi 5 Model B Rev 1.0")
      #expect(machine.features == ["asimd", "asimddp", "asimdhp"])
      #expect(machine.cores == 4)
      #expect(machine.memoryBytes == 8_443_199_488)  // 8,245,312 KiB
      #expect(machine.os == "Debian GNU/Linux 12 (bookworm)")
      #expect(machine.kernel == "6.6.31+rpt-rpi-2712")
      #expect(machine.governor == "ondemand")
      #expect(machine.loadAverage == 0.52)
    }

    @Test func `what the system hides is not guessed`() {
      let machine = MachineReader(root: "/nonexistent").read()
      #expect(machine.cpu == "unknown")
      #expect(machine.features.isEmpty)
      #expect(machine.governor == nil)
      #expect(machine.loadAverage == nil)
      #expect(machine.memoryBytes == nil)
      #expect(machine.cores >= 1)
    }
  #endif

  @Test func `this machine has a processor and no name of its own in the record`() throws {
    let machine = MachineReader().read()
    #expect(machine.cpu != "unknown")
    #expect(machine.cores >= 1)
    let text = String(decoding: try JSONEncoder().encode(machine), as: UTF8.self)
    let host = ProcessInfo.processInfo.hostName
    #expect(host.count < 4 || !text.contains(host))
  }
}
