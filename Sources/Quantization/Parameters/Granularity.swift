/// How many weights share a scale.
package enum Granularity: Sendable, Hashable {
  case perTensor
  /// One scale for each output channel.
  case perChannel
  /// One scale for so many consecutive weights along the axis that a product sums over; the last group may be shorter.
  case perGroup(Int)

  /// `tensor`, `channel` or `group:N` with N from 2 to 65,536.
  package init?(_ text: String) {
    switch text {
    case "tensor": self = .perTensor
    case "channel": self = .perChannel
    default:
      guard text.hasPrefix("group:"), let size = Int(text.dropFirst(6)), (2...65_536).contains(size) else { return nil }
      self = .perGroup(size)
    }
  }

  package var text: String {
    switch self {
    case .perTensor: "tensor"
    case .perChannel: "channel"
    case .perGroup(let size): "group:\(size)"
    }
  }
}
