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
          expected: .value(type: "Int")))
  }

  @Test func namesTheMissingKeyAndItsParent() {
    let text = "title: a\nsteps:\n  - name: int8\n"
    #expect(
      failure(text)
        == .mismatch(
          file: "recipe.yml", place: .init(line: 3, column: 5), keyPath: "steps[0]", expected: .key("bits")))
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
