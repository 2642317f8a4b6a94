import Foundation
import Grading

/// Answers one request on standard input. Grading's ``ArtefactProgram`` is the other side.
package struct ExamineArtefact {
  private let examination: ArtefactExamination

  /// - Parameter cache: where built models are kept by recipe.
  package init(cache: String) {
    examination = ArtefactExamination(.cache(URL(filePath: cache, directoryHint: .isDirectory)))
  }

  package func run() throws {
    let request = try JSONDecoder().decode(ArtefactRequest.self, from: FileHandle.standardInput.readDataToEndOfFile())
    let findings = try examination.examine(request) { Interruption.isRequested }
    FileHandle.standardOutput.write(try JSONEncoder().encode(findings))
  }
}
