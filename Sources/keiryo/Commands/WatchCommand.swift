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
      while true {
        let keyboard = Keyboard()
        let key = try watch.run(
          on: surface(face.terminal), show: { face.terminal.redraw($0, isPassing: $1) },
          key: { keyboard.pressed().flatMap(WatchLab.Key.init(rawValue:)) })
        keyboard.restore()
        switch key {
        case .next: return try face.show(try NextStep(in: face.workspace))
        case .solution:
          let width = face.terminal.textWidth
          face.page(try watch.solution().text(in: face.workspace.language, width: width), staysOpen: true)
        case .quit, .hint: return
        case .lesson: if let lesson = watch.lesson { try read(lesson, face) }
        }
      }
    }
  }

  /// Looked up for every screen: windows change their size.
  private func surface(_ terminal: TerminalFace) -> WatchScreen.Surface {
    WatchScreen.Surface(
      language: terminal.language, width: terminal.textWidth, height: terminal.height,
      ink: Ink(isOn: terminal.isColoured), hasKeys: Keyboard.isPresent)
  }

  private func read(_ lesson: String, _ face: Face) throws {
    let reading = try ReadLesson(lesson, in: face.workspace)
    face.page(
      reading.text(
        in: face.workspace.language, width: face.terminal.textWidth, isColoured: face.terminal.isColoured,
        showsAnswers: false), staysOpen: true)
  }
}
