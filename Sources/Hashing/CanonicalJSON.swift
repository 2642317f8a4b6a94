/// One spelling for every value, so that equal values have equal hashes on every machine.
///
/// UTF-8 without white space; keys sorted by their Unicode scalars; strings escape only `"`, `\` and control
/// characters below U+0020 (as `\u00xx` in lower case); integers in decimal; a `Double` as the shortest decimal that
/// reads back to the same bits, without `.0` when integral below 2⁵³; negative zero as `0`; no infinity, no NaN; a nil
/// property is absent, a nil element `null`.
/// The idea follows RFC 8785; numbers keep Swift's shortest form (`1e-05`) and 64-bit integers stay exact.
package enum CanonicalJSON {
  package static func encode(_ value: some Encodable) throws(HashingError) -> [UInt8] {
    let slot = CanonicalSlot()
    do {
      try CanonicalEncoder(slot: slot, codingPath: []).encode(value)
    } catch let error as HashingError {
      throw error
    } catch {
      throw .unencodable(type: String(describing: type(of: value)), reason: String(describing: error))
    }
    var bytes: [UInt8] = []
    slot.write(to: &bytes)
    return bytes
  }

  /// SHA-256 of the canonical spelling.
  package static func digest(of value: some Encodable) throws(HashingError) -> SHA256Digest {
    SHA256Digest(of: try encode(value))
  }
}
