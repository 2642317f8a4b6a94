package import Reports

extension ProgressStore {
  /// Everything a portfolio is rendered from: the whole chain, and of the records those that `projects` name.
  ///
  /// A project that names a digest the store does not hold stays without that item, and the site refuses to render it.
  package func bundle(
    author: EvidenceBundle.Author, toolVersion: String, language: Language, projects: [ProjectEvidence]
  ) throws(ProgressError) -> EvidenceBundle {
    var items: [EvidenceBundle.Item] = []
    var seen: Set<String> = []
    for digest in projects.flatMap({ [$0.ablation] + $0.attachments }) where seen.insert(digest).inserted {
      guard let record = try record(digest: digest) else { continue }
      items.append(EvidenceBundle.Item(digest: digest, level: .recorded, record: record))
    }
    return EvidenceBundle(
      author: author, toolVersion: toolVersion, language: language, isDemonstration: purpose == .demonstration,
      chain: try links(), items: items, projects: projects)
  }
}
