import JudgeKit

@main enum Checks {
  static func main() { Judge.run(channels + distillation + budget + recipe) }
}
