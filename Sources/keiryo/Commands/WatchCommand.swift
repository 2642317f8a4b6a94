import ArgumentParser
import Foundation
import Workbench

struct WatchCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "watch", abstract: Words.of(ja: "保存するたびに採点する", en: "Grade on every save."))

  @Argument(help: Words.help(ja: "F01 など（既定は最後に触ったラボ）", en: "Such as F01 (default: the lab you touched last)."))
  var lab: String?

  @OptionGroup var options: GlobalOptions

  func run() throws {
    let face = Face(options)
    try face.run {
      let watch = try WatchLab(lab, in: face.workspace)
      let keyboard = Keyboard()
      let ended = try watch.run(
        language: face.workspace.language, width: face.terminal.textWidth, show: face.terminal.redraw,
        key: { keyboard.pressed().flatMap(WatchLab.Key.init(rawValue:)) })
      keyboard.restore()
      try follow(ended, watch, face)
    }
  }

  /// The keys that lead out of the screen.
  private func follow(_ key: WatchLab.Key, _ watch: WatchLab, _ face: Face) throws {
    switch key {
    case .next: try face.show(try NextStep(in: face.workspace))
    case .solution: try face.show(try watch.solution())
    case .lesson:
      guard let lesson = watch.lesson else { return }
      let reading = try ReadLesson(lesson, in: face.workspace)
      face.page(
        reading.text(
          in: face.workspace.language, width: face.terminal.textWidth, isColoured: face.terminal.isColoured,
          showsAnswers: false))
    case .quit, .hint: break
    }
  }
}
