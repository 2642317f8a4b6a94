import Foundation
import Grading

/// Answers one question on standard input. Grading's ``ArtefactProgram`` is the other side.
package struct ExamineArtefact {
  private let examination: ArtefactExamination

  /// - Parameter cache: where built models are kept by recipe.
  package init(cache: String) {
    examination = ArtefactExamination(.cache(URL(filePath: cache, directoryHint: .isDirectory)))
  }

  package func run() throws {
    let question = try JSONDecoder().decode(
      ArtefactQuestion.self, from: FileHandle.standardInput.readDataToEndOfFile())
    let answer: any Encodable =
      switch question {
      case .observe(let request, let folder):
        try examination.observe(request, into: folder) { Interruption.isRequested }
      case .examine(let request): try examination.examine(request) { Interruption.isRequested }
      }
    FileHandle.standardOutput.write(try JSONEncoder().encode(answer))
  }
}
