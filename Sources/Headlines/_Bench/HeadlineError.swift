/// What keeps a headline from being measured.
package enum HeadlineError: Error, CustomStringConvertible {
  case failed(command: String, status: String, message: String)
  case unreadable(command: String, problem: String)

  package var description: String {
    switch self {
    case .failed(let command, let status, let message): "\(command): \(status). \(message)"
    case .unreadable(let command, let problem): "\(command): its answer cannot be read: \(problem)"
    }
  }
}
