import Datasets
import Foundation
import Reports
import Testing
import Workbench

@Suite struct DataTests {
  @Test func everyFormIsListedAndHasACard() throws {
    let listed = ListData().data.map(\.key)
    #expect(listed == DataSource.forms)
    #expect(listed.contains("glyphs16") && listed.contains("csv:FILE") && listed.contains("images:FOLDER"))
    for form in listed {
      let name = form.split(separator: ":").first.map(String.init) ?? form
      let shown = try ShowData(name, language: .en)
      #expect(shown.key == name && shown.parts == nil)
      for language in Language.allCases {
        let text = shown.text(in: language, width: 80)
        #expect(text.contains(shown.title[language]) && text.contains(shown.limits[language].prefix(10)))
      }
    }
  }

  @Test func aSheetShowsSamplesAndTheCardCountsThem() throws {
    let folder = URL.temporaryDirectory.appending(path: "keiryo-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let table = folder.appending(path: "t.csv")
    try Data((0..<200).map { "\($0),\($0 * $0),\($0 % 2 == 0 ? "even" : "odd")\n" }.joined().utf8).write(to: table)
    let sheet = folder.appending(path: "sheet.svg")
    let shown = try ShowData("csv:\(table.path)", out: sheet.path, language: .ja)
    #expect(shown.classes.map(\.en) == ["even", "odd"])
    let parts = try #require(shown.parts)
    #expect(parts.map(\.split) == ["train", "calibration", "validation", "test"])
    #expect(parts.reduce(0) { $0 + $1.samples } == 200)
    #expect(parts.allSatisfy { $0.classes.reduce(0, +) == $0.samples })
    #expect(try String(contentsOf: sheet, encoding: .utf8).contains("<svg"))
    #expect(throws: WorkbenchError.self) { try ShowData("markov", out: folder.path + "/s.png", language: .ja) }
    #expect(throws: WorkbenchError.self) { try ShowData("csv", out: sheet.path, language: .ja) }
    #expect(throws: WorkbenchError.self) { try ShowData("cifar", language: .ja) }
  }

  @Test(arguments: ["csv:#x", "csv:a#", "images:d#64x64", "images:d#0x64x3", "images:d#64x64x2", "images:#4x4x3"])
  func wrongChoicesAreRefused(_ text: String) {
    #expect(throws: WorkbenchError.dataSpecification(text)) { try DataSource(text) }
  }

  @Test func aPlaceIsNeverRepeated() throws {
    #expect(try DataSource("csv:/home/a/t.csv#species").publicName == "csv:FILE#species")
    #expect(try DataSource("images:/home/a#96x96x3").publicName == "images:FOLDER#96x96x3")
    #expect(try DataSource("speech:/home/a").publicName == "speech:FOLDER")
  }
}
