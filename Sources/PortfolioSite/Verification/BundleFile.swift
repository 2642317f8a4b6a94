private import Foundation
package import Hashing
package import Reports

/// `bundle.json`: the bundle in canonical JSON under its own SHA-256.
///
/// `{"bundle":{…},"sha256":"…"}`, one spelling only: reading re-encodes and compares, so no byte can be changed, added
/// or re-ordered unseen.
package struct BundleFile: Sendable {
  package static let name = "bundle.json"

  package let bundle: EvidenceBundle
  package let digest: SHA256Digest

  /// Why a file is not a bundle.
  package enum ReadError: Error, Hashable, Sendable {
    case unreadable(reason: String)
    case digest
    case notCanonical

    var fault: BundleFault {
      switch self {
      case .unreadable(let reason): .unreadable(reason: reason)
      case .digest: .digest
      case .notCanonical: .notCanonical
      }
    }
  }

  private struct Envelope: Codable {
    var bundle: EvidenceBundle
    var sha256: SHA256Digest
  }

  package init(bytes: [UInt8]) throws(ReadError) {
    let envelope: Envelope
    do {
      envelope = try JSONDecoder().decode(Envelope.self, from: Data(bytes))
    } catch {
      throw .unreadable(reason: String(describing: error))
    }
    let content: [UInt8]
    let again: [UInt8]
    do {
      content = try CanonicalJSON.encode(envelope.bundle)
      again = try CanonicalJSON.encode(envelope)
    } catch {
      throw .unreadable(reason: String(describing: error))
    }
    digest = SHA256Digest(of: content)
    guard digest == envelope.sha256 else { throw .digest }
    guard again == bytes else { throw .notCanonical }
    bundle = envelope.bundle
  }

  /// The bytes of the file and the digest of the bundle inside it.
  package static func encode(
    _ bundle: EvidenceBundle
  ) throws(PortfolioError) -> (bytes: [UInt8], digest: SHA256Digest) {
    do {
      let digest = try CanonicalJSON.digest(of: bundle)
      return (try CanonicalJSON.encode(Envelope(bundle: bundle, sha256: digest)), digest)
    } catch {
      throw .unencodable(error)
    }
  }
}
