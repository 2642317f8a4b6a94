import Foundation
import Hashing
import Testing

@Suite struct CanonicalJSONTests {
  private struct Sample: Codable, Equatable {
    var zeta = 1
    var alpha = [1.5, 0.1, 1e-5, 100, -0.0]
    var none: Int?
    var text = "a\"b\\c\n日本/é"
    var big = UInt64.max
    var nested = ["b": true, "a": false]
    var optionals: [Int?] = [1, nil]
    var empty: [String: Int] = [:]
    var single: Float = 0.1
  }

  private func text(_ value: some Encodable) throws -> String {
    String(decoding: try CanonicalJSON.encode(value), as: UTF8.self)
  }

  @Test func `keys are sorted and every number has one spelling`() throws {
    let expected =
      #"{"alpha":[1.5,0.1,1e-05,100,0],"big":18446744073709551615,"empty":{},"nested":{"a":false,"b":true},"#
      + #""optionals":[1,null],"single":0.1,"text":"a\"b\\c\u000a日本/é","zeta":1}"#
    #expect(try text(Sample()) == expected)
  }

  @Test func `what is written reads back`() throws {
    let value = Sample()
    let decoded = try JSONDecoder().decode(Sample.self, from: Data(CanonicalJSON.encode(value)))
    #expect(decoded == value)
  }

  @Test func `every bit of a double survives`() throws {
    let seed: UInt64 = 20_261_121
    var state = seed
    for _ in 0..<2_000 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      let value = Double(bitPattern: state)
      guard value.isFinite else { continue }
      let decoded = try JSONDecoder().decode([Double].self, from: Data(CanonicalJSON.encode([value])))
      #expect(decoded == [value], "seed \(seed)")
    }
  }

  @Test func `infinity is refused with its path`() {
    #expect(throws: HashingError.notFinite(path: "rows.1")) {
      try CanonicalJSON.encode(["rows": [1, Double.infinity]])
    }
  }

  @Test func `sequences at the top and single values are encoded`() throws {
    #expect(try text([3, 2]) == "[3,2]")
    #expect(try text("x") == #""x""#)
    #expect(try text([String]()) == "[]")
  }
}
