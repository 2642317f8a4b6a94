import Foundation
import Hashing
import PortfolioSite
import Reports
import Testing

@Suite struct VerificationTests {
  @Test func `an honest bundle verifies and says what was covered`() throws {
    let bundle = try SampleBundle.bundle()
    let packed = try BundleFile.encode(bundle)
    let outcome = BundleVerifier.verify(file: packed.bytes)
    #expect(outcome.isIntact)
    #expect(outcome.links == 1 && outcome.records == 1 && outcome.comparisons == 2)
    #expect(outcome.digest == packed.digest)
  }

  @Test func `every one-byte change is found`() throws {
    let bytes = try BundleFile.encode(SampleBundle.bundle()).bytes
    let seed: UInt64 = 4_711
    var source = SplitMix64(seed: seed)
    for _ in 0..<1_000 {
      var changed = bytes
      let position = source.index(below: bytes.count)
      changed[position] ^= UInt8(1 + source.index(below: 255))
      #expect(!BundleVerifier.verify(file: changed).isIntact, "seed \(seed), byte \(position)")
    }
  }

  @Test func `white space and unknown fields are changes too`() throws {
    let text = String(decoding: try BundleFile.encode(SampleBundle.bundle()).bytes, as: UTF8.self)
    for changed in [
      text + "\n", " " + text, text.replacingOccurrences(of: "{\"bundle\":{", with: "{\"bundle\":{\"a\":1,"),
    ] {
      #expect(BundleVerifier.verify(file: Array(changed.utf8)).faults == [.notCanonical])
    }
  }

  /// Someone who recomputes every hash after editing still has to make the statistics agree.
  @Test func `a better ratio with matching hashes is found by recomputing it`() throws {
    let honest = try SampleBundle.record(SampleBundle.table())
    let text = String(decoding: try CanonicalJSON.encode(honest), as: UTF8.self)
    let forged = text.replacing(#/"ratio":\{"estimate":2[.0-9]*,"high":2[.0-9]*,"low":2[.0-9]*\}/#) { _ in
      "\"ratio\":{\"estimate\":3.5,\"high\":3.6,\"low\":3.4}"
    }
    #expect(forged != text)
    let record = try JSONDecoder().decode(EvidenceRecord.self, from: Data(forged.utf8))
    let bundle = try SampleBundle.bundle(record)
    let digest = bundle.items[0].digest
    let faults: [BundleFault] = [.statistics(digest: digest, place: "int8")]
    #expect(BundleVerifier.verify(file: try BundleFile.encode(bundle).bytes).faults == faults)
    #expect(throws: PortfolioError.brokenBundle(faults)) { try PortfolioSite.render(bundle) }
  }

  @Test func `a left-out attempt, a foreign record and a repeated one are found`() throws {
    let bundle = try SampleBundle.bundle()
    let digest = bundle.items[0].digest
    var withoutChain = bundle
    withoutChain.chain = []
    #expect(BundleVerifier.faults(in: withoutChain) == [.unchained(digest: digest)])
    var repeated = bundle
    repeated.items.append(repeated.items[0])
    #expect(BundleVerifier.faults(in: repeated) == [.duplicate(digest: digest)])
    var shifted = bundle
    let link = bundle.chain[0]
    shifted.chain = [
      EvidenceLink(
        sequence: 2, kind: link.kind, recordedAt: link.recordedAt, content: link.content, previous: link.previous,
        hash: link.hash)
    ]
    #expect(BundleVerifier.faults(in: shifted) == [.gap(sequence: 1), .link(sequence: 2)])
  }
}
