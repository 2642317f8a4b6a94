package import Processes

/// Why a peer has no figure.
package enum PeerError: Error, Hashable, Sendable {
  /// The child process could not be started.
  case start(ProcessError)
  /// The child ended, or was ended for being over a limit, before it answered.
  case ended(ProcessOutcome, lastWords: String)
  /// The engine itself says that it cannot.
  case refused(String)
  /// The answer breaks the protocol.
  case malformed(String)
  /// The child claims more time than passed here while it worked, or none.
  case impossibleTime(claimed: Int64, passed: Int64)
  /// The engine wants an input that ours cannot be turned into.
  case inputShape(expected: [Int?], found: [Int])
  /// The engine wants another number of inputs.
  case inputCount(expected: Int, found: Int)
  /// The engine gives another number of outputs, or one of another size.
  case outputs(expected: [Int], found: [Int])
}

/// Why the Python environment of the peers could not be made.
package enum PeerInstallationError: Error, Hashable, Sendable {
  /// No Python 3.11 or newer on the search path; the version found, if any.
  case noPython(found: String?)
  /// `python -m venv` failed.
  case noVirtualEnvironment(lastWords: String)
  /// pip could install none of the engines asked for.
  case nothingInstallable(lastWords: String)
  /// The folder cannot be written.
  case folder(path: String, code: Int32)
  case process(ProcessError)
  case cancelled
}
