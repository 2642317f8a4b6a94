/// Colour on a terminal, or none. Whatever colour says is in the characters as well.
package struct Ink: Sendable {
  private let isOn: Bool

  package init(isOn: Bool) { self.isOn = isOn }

  package static let none = Ink(isOn: false)

  package func good(_ text: String) -> String { painted(text, "32") }
  package func bad(_ text: String) -> String { painted(text, "31") }
  package func strong(_ text: String) -> String { painted(text, "1") }
  package func quiet(_ text: String) -> String { painted(text, "2") }

  private func painted(_ text: String, _ code: String) -> String {
    isOn && !text.isEmpty ? "\u{1B}[\(code)m\(text)\u{1B}[0m" : text
  }
}
