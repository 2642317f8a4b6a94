package import Processes

/// Why no report could be made at all. What a learner's file can cause is never one of these: it is a report.
package enum GradingError: Error, Hashable, Sendable {
  case noCompiler
  /// A kit or the compiler is not where the toolchain says.
  case kitMissing(path: String)
  /// SwiftPM could not build the kits; the end of its log.
  case kitBuildFailed(log: String)
  /// A lab's own file cannot be read; `code` is `errno`.
  case labFile(path: String, code: Int32)
  /// The lab's judge does not compile.
  case judgeBuildFailed(lab: String, log: String)
  /// The lab's harness does not compile although the learner's file is not to blame.
  case harnessBuildFailed(lab: String, log: String)
  /// A folder or file under the cache cannot be written; `code` is `errno`.
  case scratch(path: String, code: Int32)
  case process(ProcessError)
  /// The examiner of an artefact gave no findings; the end of its log.
  case examinerFailed(log: String)
  case cancelled
}
