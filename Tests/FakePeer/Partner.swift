import Foundation

/// A peer for tests: rectifies its input and behaves as its first argument says. `honest` works; the others break one
/// thing each. The second argument is how many microseconds one run takes, by spinning.
@main
struct Partner {
  let manner = CommandLine.arguments.count > 1 ? CommandLine.arguments[1] : "honest"
  let microseconds = CommandLine.arguments.count > 2 ? Int(CommandLine.arguments[2]) ?? 0 : 0
  var inputs: [Int: [Float]] = [:]
  var runs = 0

  static func main() {
    var partner = Partner()
    partner.serve()
  }

  func now() -> Int64 {
    var time = timespec()
    clock_gettime(CLOCK_MONOTONIC, &time)
    return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
  }

  func spin(_ nanoseconds: Int64) {
    let end = now() + nanoseconds
    while now() < end {}
  }

  func read(_ count: Int) -> Data? {
    var data = Data()
    while data.count < count {
      guard let piece = try? FileHandle.standardInput.read(upToCount: count - data.count), !piece.isEmpty else {
        return nil
      }
      data += piece
    }
    return data
  }

  func answer(_ line: String, _ floats: [Float] = []) {
    var body = Data((line + "\n").utf8)
    floats.withUnsafeBytes { body.append(contentsOf: $0) }
    var length = UInt32(body.count).littleEndian
    FileHandle.standardOutput.write(Data(bytes: &length, count: 4) + body)
  }

  mutating func run(_ request: [String: Any]) {
    runs += 1
    if manner == "crash", runs > 20 {
      FileHandle.standardError.write(Data("out of luck\n".utf8))
      exit(7)
    }
    if manner == "hang", runs > 20 { while true { sleep(60) } }
    let start = now()
    for _ in 0..<(request["repetitions"] as? Int ?? 1) { spin(Int64(microseconds) * 1_000) }
    let taken = max(1, now() - start)
    answer("{\"nanoseconds\": \(manner == "lie" ? taken * 1_000 : manner == "stop-the-clock" ? 0 : taken)}")
  }

  func outputs(_ request: [String: Any]) {
    var values = (inputs[request["index"] as? Int ?? 0] ?? []).map { max($0, 0) }
    if manner == "differ" { values[0] += 0.5 }
    if manner == "short" { values.removeLast() }
    answer("{\"arrays\": [{\"shape\": [1, \(values.count)], \"element\": \"float32\"}]}", values)
  }

  mutating func serve() {
    while let header = read(4) {
      let count = header.enumerated().reduce(0) { $0 | Int($1.element) << (8 * $1.offset) }
      guard let frame = read(count), let end = frame.firstIndex(of: UInt8(ascii: "\n")),
        let request = try? JSONSerialization.jsonObject(with: frame[..<end]) as? [String: Any]
      else { exit(1) }
      switch request["do"] as? String {
      case "load" where manner == "refuse": answer("{\"error\": \"ValueError: no such operator\"}")
      case "load" where manner == "babble": answer("hello")
      case "load":
        answer("{\"version\": \"1.0\", \"precision\": \"f32\", \"inputs\": [[1, null]], \"loadNanoseconds\": 5}")
      case "input":
        inputs[request["index"] as? Int ?? 0] = frame[(end + 1)...].withUnsafeBytes { bytes in
          (0..<(bytes.count / 4)).map { bytes.loadUnaligned(fromByteOffset: $0 * 4, as: Float.self) }
        }
        answer("{}")
      case "run": run(request)
      case "outputs": outputs(request)
      default: exit(2)
      }
    }
  }
}
