import Foundation
import Reports
import Workbench

/// A home of its own for one test, removed with it.
final class TemporaryHome {
  let home: Home

  init() throws {
    let name = "keiryo-test-" + String(UInt64.random(in: .min ... .max), radix: 36)
    home = Home(folder: FileManager.default.temporaryDirectory.appending(path: name))
    try home.make(home.folder)
  }

  deinit { home.remove() }

  /// This repository with this home.
  var workspace: Workspace { Workspace(language: .en, home: home, checkout: Self.checkout) }

  static let checkout = Checkout(
    folder: URL(filePath: #filePath).resolvingSymlinksInPath().deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent())
}
