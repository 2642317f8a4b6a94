import Processes

#if canImport(FoundationEssentials)
  import FoundationEssentials
#else
  import Foundation
#endif

/// An examiner in a program of its own: the question as JSON on its standard input, the answer as JSON on its standard
/// output. So a tool that checks labs needs none of the rooms that read, train and time models.
package struct ArtefactProgram: ArtefactExaminer {
  /// Longest time building and examining one artefact may take, seconds.
  static let seconds = 600.0

  private let executable: String
  private let arguments: [String]

  /// - Parameter executable: absolute path.
  package init(_ executable: String, _ arguments: [String]) {
    self.executable = executable
    self.arguments = arguments
  }

  package func observe(
    _ request: ArtefactRequest, into folder: String, isCancelled: () -> Bool
  ) throws(GradingError) -> [String] {
    try answer(to: .observe(request: request, folder: folder), isCancelled: isCancelled)
  }

  package func examine(
    _ request: ArtefactRequest, isCancelled: () -> Bool
  ) throws(GradingError) -> ArtefactFindings {
    try answer(to: .examine(request: request), isCancelled: isCancelled)
  }

  private func answer<Answer: Decodable>(
    to question: ArtefactQuestion, isCancelled: () -> Bool
  ) throws(GradingError) -> Answer {
    guard FolderListing.exists(executable) else { throw .kitMissing(path: executable) }
    guard let input = try? JSONEncoder().encode(question) else { throw .examinerFailed(log: "question") }
    let launch = Launch(
      executable, arguments, environment: LabToolchain.inheritedEnvironment(),
      limits: ResourceLimits(wallSeconds: ArtefactProgram.seconds, keptOutputBytes: 16 << 20))
    let result: ProcessResult
    do throws(ProcessError) { result = try launch.run(input: Array(input), isCancelled: isCancelled) } catch {
      throw .process(error)
    }
    if result.outcome == .cancelled { throw .cancelled }
    guard result.outcome.isSuccess, !result.standardOutput.isTruncated,
      let answer = try? JSONDecoder().decode(Answer.self, from: Data(result.standardOutput.bytes))
    else { throw .examinerFailed(log: String(result.standardError.text.suffix(8_192))) }
    return answer
  }
}
