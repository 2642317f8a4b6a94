import ArgumentParser

@main struct KeiryoDev: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keiryo-dev", abstract: "Workshop of Keiryo: check labs, generate registries, start new folders.",
    subcommands: [
      CheckCommand.self, MeasureCommand.self, SparsityCommand.self, ChannelsCommand.self, GrowthCommand.self,
      TrainingCommand.self, CostsCommand.self, ResultsCommand.self, SyncCommand.self, NewCommand.self,
    ])
}

/// Shared by every command: where the checkout is.
struct CheckoutOptions: ParsableArguments {
  @Option(help: "Root of the checkout.") var root = "."

  var absolute: String { AbsolutePath.of(root) }
}
