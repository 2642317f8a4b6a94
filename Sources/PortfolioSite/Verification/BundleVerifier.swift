package import Hashing
package import Reports

/// Checks a bundle without trusting anything it says about itself: hashes, chain, and every ratio and interval from
/// the raw samples.
package enum BundleVerifier {
  /// What a check of a whole file covered.
  package struct Outcome: Sendable, Hashable {
    package let faults: [BundleFault]
    package let links: Int
    package let records: Int
    package let comparisons: Int
    /// Of the file's bundle; nil when it could not be read.
    package let digest: SHA256Digest?

    package var isIntact: Bool { faults.isEmpty }
  }

  /// Checks the bytes of a `bundle.json`. Any one-byte change is found.
  package static func verify(file bytes: [UInt8]) -> Outcome {
    let file: BundleFile
    do {
      file = try BundleFile(bytes: bytes)
    } catch {
      return Outcome(faults: [error.fault], links: 0, records: 0, comparisons: 0, digest: nil)
    }
    return Outcome(
      faults: faults(in: file.bundle), links: file.bundle.chain.count, records: file.bundle.items.count,
      comparisons: file.bundle.items.reduce(0) { $0 + comparisons(in: $1.record.payload).count },
      digest: file.digest)
  }

  /// Everything wrong with a bundle; empty when nothing is.
  package static func faults(in bundle: EvidenceBundle) -> [BundleFault] {
    chainFaults(bundle.chain) + itemFaults(bundle)
  }

  private static func chainFaults(_ chain: [EvidenceLink]) -> [BundleFault] {
    var faults: [BundleFault] = []
    var previous = EvidenceLink.origin
    for (index, link) in chain.enumerated() {
      if link.sequence != index + 1 { faults.append(.gap(sequence: index + 1)) }
      if link.previous != previous { faults.append(.previous(sequence: link.sequence)) }
      if SHA256Digest(of: link.preimage).hex != link.hash { faults.append(.link(sequence: link.sequence)) }
      previous = link.hash
    }
    return faults
  }

  private static func itemFaults(_ bundle: EvidenceBundle) -> [BundleFault] {
    var faults: [BundleFault] = []
    let links = Dictionary(grouping: bundle.chain, by: \.content)
    var seen: Set<String> = []
    for item in bundle.items {
      if !seen.insert(item.digest).inserted { faults.append(.duplicate(digest: item.digest)) }
      if (try? CanonicalJSON.digest(of: item.record))?.hex != item.digest {
        faults.append(.content(digest: item.digest))
      }
      let isChained = links[item.digest]?.contains {
        $0.kind == item.record.payload.kind && $0.recordedAt == item.record.provenance.recordedAt
      }
      if isChained != true { faults.append(.unchained(digest: item.digest)) }
      for (place, comparison) in comparisons(in: item.record.payload)
      where (try? comparison.recomputed()) != comparison {
        faults.append(.statistics(digest: item.digest, place: place))
      }
    }
    return faults
  }

  /// Every comparison in a record, with where it stands.
  private static func comparisons(in payload: EvidencePayload) -> [(place: String, comparison: Comparison)] {
    switch payload {
    case .comparison(let comparison): [("comparison", comparison)]
    case .ablation(let table): table.rows.compactMap { row in row.comparison.map { (row.id, $0) } }
    case .grade(let report):
      report.measurements.compactMap { measurement in
        measurement.comparison.map { (measurement.id, $0) }
      }
    case .accuracy, .model, .training, .layerErrors: []
    }
  }
}
