import Charts
import Hashing
import Mustache
package import Reports

/// A static site from an evidence bundle and from nothing else: an index, one page per project, in two languages, the
/// charts, one style sheet and the bundle itself. No script, no remote asset, no date of building: the same bundle
/// gives the same bytes.
package enum PortfolioSite {
  /// Every file, sorted by path.
  /// - Throws: ``PortfolioError`` when the bundle does not verify, prose quotes a figure that no record gives, holds a
  ///   typed measurement or is missing in a language, or a record was measured with a debug build.
  package static func render(_ bundle: EvidenceBundle) throws(PortfolioError) -> [SiteFile] {
    let faults = BundleVerifier.faults(in: bundle)
    guard faults.isEmpty else { throw .brokenBundle(faults) }
    let packed = try BundleFile.encode(bundle)
    var files = [
      SiteFile(path: BundleFile.name, bytes: packed.bytes), SiteFile(path: "style.css", text: StyleSheet.text),
    ]
    let library = try Templates.library()
    var slugs: Set<String> = []
    var facts: [ProjectFacts] = []
    for project in bundle.projects {
      guard project.slug.wholeMatch(of: #/[a-z0-9](?:[a-z0-9-]{0,60}[a-z0-9])?/#) != nil,
        slugs.insert(project.slug).inserted
      else { throw .badSlug(project.slug) }
      let found = try ProjectFacts(project, in: bundle)
      facts.append(found)
      for chart in ProjectCharts(slug: project.slug, facts: found).all {
        for language in Language.allCases {
          files.append(SiteFile(path: chart.path(language), text: chart.svg(language)))
        }
      }
    }
    for language in Language.allCases {
      let frame = Frame(bundle: bundle, digest: packed.digest, language: language)
      var pages: [ProjectPage] = []
      for (project, facts) in zip(bundle.projects, facts) {
        pages.append(try ProjectPage(project, facts: facts, language: language, chain: bundle.chain))
      }
      files.append(
        SiteFile(path: frame.folder + "index.html", text: try frame.index(pages, library: library)))
      for page in pages {
        files.append(
          SiteFile(
            path: "\(frame.folder)projects/\(page.slug).html", text: try frame.project(page, library: library)))
      }
    }
    return files.sorted { $0.path < $1.path }
  }
}
