import ArgumentParser
import DevTools

struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Rewrite the generated registries from the folders.")

  @OptionGroup var checkout: CheckoutOptions
  @Flag(help: "Change nothing; exit 1 when a registry is stale.") var check = false

  func run() throws {
    let root = checkout.absolute
    if check {
      let stale = try RegistryFile.all.filter { try !$0.isCurrent(root: root) }
      for file in stale { print("\(file.path) is stale: \(RegistryFile.command)") }
      if !stale.isEmpty { throw ExitCode(1) }
      return
    }
    let written = try RegistryFile.all.filter { try $0.sync(root: root) }
    for file in written { print("wrote \(file.path)") }
    if written.isEmpty { print("registries are current") }
  }
}
