import Foundation
import Graphs
import Measurement
import Operators
import Reports
import Tensors
import Testing

@Suite struct ProfilingTests {
  #if os(Linux)
    @Test func `data caches are read from the system's files`() throws {
      let root = FileManager.default.temporaryDirectory.appendingPathComponent("caches-\(UUID().uuidString)")
      defer { try? FileManager.default.removeItem(at: root) }
      let caches = [
        ("1", "Data", "48K"), ("1", "Instruction", "32K"), ("2", "Unified", "1024K"), ("3", "Unified", "32M"),
        ("9", "Unified", "1G"), ("x", "Unified", "?"),
      ]
      for (index, (level, kind, size)) in caches.enumerated() {
        let folder = root.appendingPathComponent("sys/devices/system/cpu/cpu0/cache/index\(index)")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        for (name, text) in [("level", level), ("type", kind), ("size", size)] {
          try (text + "\n").write(to: folder.appendingPathComponent(name), atomically: true, encoding: .utf8)
        }
      }
      #expect(CacheReader(root: root.path).read() == [.l1: 49_152, .l2: 1 << 20, .l3: 32 << 20])
      #expect(CacheReader(root: "/nonexistent").read() == [:])
    }
  #endif

  @Test func `every ceiling has its samples, and asking to stop gives none`() throws {
    var meter = CeilingMeter()
    (meter.rounds, meter.samplesPerRound, meter.sampleNanoseconds, meter.memoryBytes) = (6, 1, 1_000, 1 << 20)
    var machine = MachineReader().read()
    machine.memoryBytes = 8 << 20
    let time = Timestamp(secondsSince1970: 1)
    let ceilings = try #require(try meter.measure(machine, at: time))
    #expect(ceilings.figures.allSatisfy { $0.nanoseconds.count == 6 && $0.rate.estimate > 0 })
    let kinds = Set(ceilings.figures.map(\.kind))
    #expect(kinds.isSuperset(of: [.multiplyAdd, .dotProduct, .reading]))
    #expect(kinds.contains(.dispatch) == (machine.cores > 1))
    #expect(ceilings.bandwidth(.memory, threads: 1) != nil)
    #expect(try meter.measure(machine, at: time, isCancelled: { true }) == nil)
  }

  @Test func `steps are named, counted and timed in every run`() throws {
    var graph = Graph(name: "two")
    let (a, b) = (graph.input("a", .float32([4, 8])), graph.input("b", .float32([8, 8])))
    let product = try graph.apply(MatMul(), a, b, name: "product")
    graph.outputs = [try graph.apply(Softmax(axis: -1), product, name: "softmax")]
    var profiler = ModelProfiler(inputs: [[.random([4, 8], seed: 1), .random([8, 8], seed: 2)]])
    profiler.runs = 25
    profiler.warmUpNanoseconds = 0
    let result = try profiler.profile(graph)
    #expect(result.steps.map(\.name) == ["product", "softmax"])
    #expect(result.steps.map(\.multiplyAccumulates) == [4 * 8 * 8, 0])
    #expect(result.steps.map(\.sources) == [["product"], ["softmax"]])
    #expect(result.steps[0].inputs == ["float32[4, 8]", "float32[8, 8]"])
    #expect(result.steps.allSatisfy { $0.nanoseconds.count == 25 && $0.threads == 1 && $0.kernel != nil })
    #expect(result.steps.allSatisfy { $0.nanoseconds.allSatisfy { $0 >= 0 } })
    #expect(result.whole.count == 25)
  }

  @Test func `every run of very many is timed alone`() throws {
    var graph = Graph(name: "g")
    graph.outputs = [try graph.apply(Relu(), graph.input("x", .float32([1, 64])))]
    var timer = TailTimer(inputs: [[.random([1, 64], seed: 1)], [.random([1, 64], seed: 2)]])
    (timer.runs, timer.warmUpRuns) = (6_000, 1)
    var shares: [Double] = []
    let result = try #require(try timer.measure(graph, report: { shares.append($0) }))
    #expect(result.samples.count == 6_000 && result.samples.repetitions == 1)
    #expect(shares == [0, 5_000.0 / 6_000])
    #expect(result.events.allSatisfy { (0..<6_000).contains($0.run) })
    #expect(try timer.measure(graph, isCancelled: { true }) == nil)
  }

  @Test func `touching new memory is counted as page faults`() throws {
    let before = ThreadEvents.now()
    let memory = UnsafeMutableRawPointer.allocate(byteCount: 32 << 20, alignment: 4_096)
    defer { memory.deallocate() }
    for page in 0..<(32 << 20) / 4_096 { memory.storeBytes(of: 1, toByteOffset: page * 4_096, as: UInt8.self) }
    let event = try #require(before.event(until: .now(), run: 3))
    #expect(event.minorFaults > 0 && event.run == 3)
    #expect(event.cause == .pageFault || event.cause == .descheduled)
    let now = ThreadEvents.now()
    #expect(now.event(until: now, run: 0) == nil)
  }
}
