import Manifests
import Testing

private struct Recipe: Codable, Equatable {
  struct Step: Codable, Equatable {
    var name: String
    var bits: Int
  }
  var title: String
  var steps: [Step]
}

@Suite struct ManifestTests {
  private func failure(_ text: String) -> ManifestError? {
    do {
      _ = try Manifest.decode(Recipe.self, from: text, file: "recipe.yml")
      return nil
    } catch { return error }
  }

  @Test func decodesNestedValues() throws {
    let recipe = try Manifest.decode(
      Recipe.self, from: "title: 軽量化\nsteps:\n  - {name: int8, bits: 8}\n", file: "recipe.yml")
    #expect(recipe == Recipe(title: "軽量化", steps: [.init(name: "int8", bits: 8)]))
  }

  @Test func namesTheLineOfAWrongType() {
    let text = "title: a\nsteps:\n  - name: int8\n    bits: eight\n"
    #expect(
      failure(text)
        == .mismatch(
          file: "recipe.yml", place: .init(line: 4, column: 11), keyPath: "steps[0].bits",
          expected: .value(.integer)))
  }

  @Test func namesTheMissingKeyAndItsParent() {
    let text = "title: a\nsteps:\n  - name: int8\n"
    #expect(
      failure(text)
        == .mismatch(
          file: "recipe.yml", place: .init(line: 3, column: 5), keyPath: "steps[0]", expected: .key("bits")))
  }

  @Test func refusesAKeyThatNobodyReadsAndNamesTheNearest() {
    let text = "title: a\nsteps:\n  - name: int8\n    bits: 8\n    bit: 4\n"
    #expect(
      failure(text)
        == .mismatch(
          file: "recipe.yml", place: .init(line: 5, column: 5), keyPath: "steps[0].bit",
          expected: .knownKey(instead: "bit", nearest: "bits", known: ["name", "bits"])))
    let strange = "title: a\nsteps: []\ncolour: red\n"
    #expect(
      failure(strange)
        == .mismatch(
          file: "recipe.yml", place: .init(line: 3, column: 1), keyPath: "colour",
          expected: .knownKey(instead: "colour", nearest: nil, known: ["title", "steps"])))
  }

  /// A required key that is missing beside an unknown one is that one, misspelt.
  @Test func explainsAMissingKeyByAMisspeltOne() {
    let text = "titel: a\nsteps: []\n"
    #expect(
      failure(text)
        == .mismatch(
          file: "recipe.yml", place: .init(line: 1, column: 1), keyPath: "titel",
          expected: .knownKey(instead: "titel", nearest: "title", known: ["title"])))
  }

  @Test func namesWhatAListedTextMayBe() throws {
    enum Colour: String, Decodable, CaseIterable { case red, blue }
    do {
      _ = try Manifest.decode([String: Colour].self, from: "a: red\nb: green\n", file: "c.yml")
      Issue.record("green was accepted")
    } catch {
      #expect(
        error
          == .mismatch(
            file: "c.yml", place: .init(line: 2, column: 4), keyPath: "b", expected: .oneOf(["red", "blue"])))
    }
  }

  @Test func anEmptyMappingIsOneWithoutKeys() {
    for text in ["", "~\n", "{}\n"] {
      guard case .mismatch(_, _, "", .key("title")) = failure(text) else {
        Issue.record("\(text): \(String(describing: failure(text)))")
        continue
      }
    }
  }

  @Test func reportsBrokenYAMLWithItsPlace() throws {
    let error = try #require(failure("title: [a\nsteps: b\n"))
    guard case .malformed("recipe.yml", let line, _, _) = error else {
      Issue.record("expected .malformed, got \(error)")
      return
    }
    #expect(line == 2 || line == 3)
  }

  @Test func refusesDuplicateKeysAndHugeTexts() {
    guard case .malformed = failure("title: a\ntitle: b\nsteps: []\n") else {
      Issue.record("a duplicated key was accepted")
      return
    }
    let long = "title: " + String(repeating: "x", count: Manifest.limit)
    #expect(
      failure(long) == .tooLarge(file: "recipe.yml", bytes: long.utf8.count, limit: Manifest.limit))
  }

  @Test func saysWhyAFileCannotBeOpened() {
    do {
      _ = try Manifest.text(at: "no/such/file.yml")
      Issue.record("a missing file was read")
    } catch {
      #expect(error == .unreadable(file: "no/such/file.yml", code: 2))  // ENOENT
    }
  }
}
