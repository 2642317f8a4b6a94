package import Hashing

/// Why a site was not made. Nothing half-made is left behind.
package enum PortfolioError: Error, Hashable, Sendable {
  /// A project names a record that is not in the bundle.
  case missingRecord(project: String, digest: String)
  /// The record is there but of another kind than the place asks for.
  case wrongRecord(project: String, digest: String, found: String)
  /// Prose quotes a figure that no record gives: `{{int8.ratio}}` without a row `int8`, or a misspelt quantity.
  case missingFigure(project: String, figure: String)
  /// Prose quotes a speed-up that the rule of publication does not allow.
  case unpublishableFigure(project: String, figure: String)
  /// Prose outside the constraints holds a typed measurement such as "12 ms".
  case typedNumber(project: String, field: String, text: String)
  /// A text is empty in one of the two languages.
  case missingText(project: String, field: String)
  /// A slug that is no safe file name, or used twice.
  case badSlug(String)
  /// Measured with a debug build.
  case debugBuild(project: String)
  /// The bundle does not verify.
  case brokenBundle([BundleFault])
  /// Something private would be published.
  case leak(file: String, what: Canary)
  /// The target exists and is not a site made here.
  case notASite(path: String)
  case template(name: String, reason: String)
  case file(path: String, code: Int32)
  case unencodable(HashingError)
}
