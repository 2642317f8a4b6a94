import ArgumentParser
import DevTools

struct SyncCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sync", abstract: "Rewrite the generated registries from the folders.")

  @OptionGroup var checkout: CheckoutOptions
  @Flag(help: "Change nothing; exit 1 when a registry is stale.") var check = false

  func run() throws {
    let operators = checkout.absolute + "/Sources/Operators"
    if check {
      guard try OperatorRegistryFile.isCurrent(operators: operators) else {
        print("The operator registry is stale: \(OperatorRegistryFile.command)")
        throw ExitCode(1)
      }
      return
    }
    let changed = try OperatorRegistryFile.sync(operators: operators)
    print(changed ? "wrote \(OperatorRegistryFile.relativePath)" : "registries are current")
  }
}
