import ArgumentParser
import DevTools

struct NewCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "new", abstract: "Start an operator, a lab or a lesson from a folder that compiles.",
    subcommands: [Operator.self, Lab.self, Lesson.self])

  static func write(_ skeleton: Skeleton, _ checkout: CheckoutOptions) throws {
    try skeleton.write(to: checkout.absolute)
    for path in skeleton.files.keys.sorted() { print("wrote \(path)") }
  }

  struct Operator: ParsableCommand {
    @OptionGroup var checkout: CheckoutOptions
    @Argument(help: "Name of the folder and the type, such as HardSwish.") var name: String

    func run() throws {
      try NewCommand.write(Skeleton.newOperator(name), checkout)
      for file in RegistryFile.all { try file.sync(root: checkout.absolute) }
    }
  }

  struct Lab: ParsableCommand {
    @OptionGroup var checkout: CheckoutOptions
    @Argument(help: "Stage and folder, such as edge-techniques/weight-sharing.") var name: String
    @Argument(help: "Id, such as E07.") var id: String

    func run() throws { try NewCommand.write(Skeleton.newLab(name, id: id), checkout) }
  }

  struct Lesson: ParsableCommand {
    @OptionGroup var checkout: CheckoutOptions
    @Argument(help: "Stage and folder, such as foundations/roofline.") var name: String
    @Argument(help: "Id, such as F06.") var id: String

    func run() throws { try NewCommand.write(Skeleton.newLesson(name, id: id), checkout) }
  }
}
