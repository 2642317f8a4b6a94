import Hashing
import Mustache
import Reports

/// What all pages of one language share, and the rendering of both kinds.
struct Frame {
  let bundle: EvidenceBundle
  let digest: SHA256Digest
  let language: Language

  /// Of this language's pages: the root for the main language, `en/` or `ja/` for the other.
  var folder: String { language == bundle.language ? "" : "\(language.rawValue)/" }

  func index(_ pages: [ProjectPage], library: MustacheLibrary) throws(PortfolioError) -> String {
    let author = bundle.author
    guard author.name.isComplete, author.sentence.isComplete else {
      throw .missingText(project: "index", field: "author")
    }
    for language in Language.allCases {
      if let number = Prose.typedNumber(in: author.sentence[language]) {
        throw .typedNumber(project: "index", field: "sentence", text: number)
      }
    }
    var values = shared(
      title: "\(author.name[language]) — \(SiteText(language: language).portfolio)",
      summary: author.sentence[language], page: "index.html", depth: 0)
    values["author"] = author.name[language]
    values["sentence"] = author.sentence[language]
    values["projects"] = pages.map(Self.values)
    return try render("index", values, library)
  }

  func project(_ page: ProjectPage, library: MustacheLibrary) throws(PortfolioError) -> String {
    var values = shared(
      title: "\(page.title) — \(bundle.author.name[language])", summary: page.summary,
      page: "projects/\(page.slug).html", depth: 1)
    values["page"] = Self.values(page)
    return try render("project", values, library)
  }

  private func shared(title: String, summary: String, page: String, depth: Int) -> [String: Any] {
    let text = SiteText(language: language)
    let up = String(repeating: "../", count: depth)
    let root = up + (folder.isEmpty ? "" : "../")
    let otherFolder = folder.isEmpty ? "\(language.other.rawValue)/" : ""
    return [
      "language": language.rawValue, "other": language.other.rawValue, "title": title, "summary": summary,
      "root": root, "home": up + "index.html", "otherPath": root + otherFolder + page,
      "navigation": depth == 0 ? text.portfolio : text.all, "text": Self.words(text),
      "isDemonstration": bundle.isDemonstration, "bundleDigest": digest.hex, "toolVersion": bundle.toolVersion,
      "chainLength": language == .ja ? "記録 \(bundle.chain.count) 件" : "\(bundle.chain.count) records",
      "latest": bundle.chain.map(\.recordedAt).max()?.date ?? "",
    ]
  }

  private func render(
    _ name: String, _ values: [String: Any], _ library: MustacheLibrary
  ) throws(PortfolioError) -> String {
    guard let text = library.render(values, withTemplate: name) else {
      throw .template(name: name, reason: "no such template")
    }
    return text
  }

  private static func values(_ page: ProjectPage) -> [String: Any] {
    [
      "slug": page.slug, "title": page.title, "summary": page.summary, "problem": page.problem,
      "baseline": page.baseline, "constraints": page.constraints, "failures": page.failures,
      "tradeOffs": page.tradeOffs, "limits": page.limits, "sources": page.sources, "reproduce": page.reproduce,
      "headlines": page.headlines.map { ["value": $0.value, "caption": $0.caption, "basis": $0.basis] },
      "columns": page.rows.first.map { $0.cells.map(\.label) } ?? [],
      "rows": page.rows.map { row -> [String: Any] in
        [
          "stage": row.stage, "isReference": row.isReference,
          "cells": row.cells.map { cell -> [String: Any] in
            ["label": cell.label, "value": cell.value, "note": cell.note, "hasNote": !cell.note.isEmpty]
          },
        ]
      },
      "remarks": page.remarks, "hasRemarks": !page.remarks.isEmpty,
      "conditions": page.conditions.map { ["name": $0.name, "value": $0.value] },
      "pictures": page.pictures.map { ["path": $0.path, "description": $0.description] },
      "device": page.device, "level": page.level, "attempts": page.attempts,
    ]
  }

  private static func words(_ text: SiteText) -> [String: String] {
    [
      "otherLanguage": text.otherLanguage, "problem": text.problem, "constraints": text.constraints,
      "baseline": text.baseline, "result": text.result, "conditions": text.conditions, "charts": text.charts,
      "failures": text.failures, "tradeOffs": text.tradeOffs, "reproduce": text.reproduce, "limits": text.limits,
      "sources": text.sources, "details": text.details, "stage": text.stage, "demonstration": text.demonstration,
      "verifyTitle": text.verifyTitle, "verifyProves": text.verifyProves,
    ]
  }
}
