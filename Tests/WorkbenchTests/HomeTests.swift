import Foundation
import Progress
import Testing
import Workbench

@Suite struct HomeTests {
  @Test func theOptionBeatsTheVariableBeatsTheCheckout() {
    let checkout = Checkout(folder: URL(filePath: "/c"))
    let environment = ["KEIRYO_HOME": "/e"]
    #expect(Home.standard(option: "/o", environment: environment, checkout: checkout).folder.path == "/o")
    #expect(Home.standard(option: nil, environment: environment, checkout: checkout).folder.path == "/e")
    #expect(
      Home.standard(option: nil, environment: ["KEIRYO_HOME": ""], checkout: checkout).folder.path == "/c/Portfolio")
  }

  @Test func aDemonstrationIsPrivateAndLeavesNothing() throws {
    let home = try Home.demonstration()
    let attributes = try FileManager.default.attributesOfItem(atPath: home.folder.path)
    #expect((attributes[.posixPermissions] as? Int).map { $0 & 0o077 } == 0)
    #expect(try home.openStore().purpose == .demonstration)
    home.remove()
    #expect(!FileManager.default.fileExists(atPath: home.folder.path))
  }

  @Test func lookingMakesNothing() throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "keiryo-absent-\(UInt32.random(in: 0 ... .max))")
    let home = Home(folder: folder)
    #expect(try home.existingStore() == nil)
    #expect(!FileManager.default.fileExists(atPath: folder.path))
  }

  @Test func aHomeThatCannotBeMadeSaysSo() throws {
    // A file stands where the folder should be; this refuses the superuser too.
    let temporary = try TemporaryHome()
    let file = temporary.home.folder.appending(path: "file")
    try Data().write(to: file)
    let home = Home(folder: file.appending(path: "home"))
    #expect { try home.openStore() } throws: { error in
      guard case WorkbenchError.readOnlyHome? = error as? WorkbenchError else { return false }
      return Sentence(for: error).status == .environment
    }
  }

  @Test func theCheckoutIsFoundFromAFolderInside() {
    let inside = TemporaryHome.checkout.folder.appending(path: "Sources/Workbench")
    let found = Checkout.find(executable: nil, working: inside)
    #expect(found?.folder.standardizedFileURL.path == TemporaryHome.checkout.folder.standardizedFileURL.path)
    #expect(Checkout.find(executable: nil, working: URL(filePath: "/")) == nil)
  }

  @Test(arguments: ["", "mnist:", "cifar", "glyphs", "MNIST:/x"])
  func unknownDataAreRefused(_ text: String) {
    #expect(throws: WorkbenchError.dataSpecification(text)) { try DataSource(text) }
  }

  @Test func knownDataAreUnderstood() throws {
    #expect(try DataSource("glyphs16") == .glyphs16)
    #expect(try DataSource("mnist:/data/mnist").publicName == "mnist:FOLDER")
  }
}
