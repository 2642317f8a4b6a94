/// A moment in UTC with one-second resolution. JSON: whole seconds since 1970-01-01T00:00:00Z.
///
/// For labelling only: durations come from a monotonic clock.
public struct Timestamp: Sendable, Hashable, Comparable {
  public let secondsSince1970: Int64

  public init(secondsSince1970: Int64) { self.secondsSince1970 = secondsSince1970 }

  public static func < (left: Timestamp, right: Timestamp) -> Bool {
    left.secondsSince1970 < right.secondsSince1970
  }

  /// `2026-11-21T08:20:00Z`. Proleptic Gregorian calendar after Hinnant, "chrono-Compatible Low-Level Date
  /// Algorithms" (civil_from_days).
  public var iso8601: String {
    let second = Self.floorModulo(secondsSince1970, 86_400)
    return "\(date)T\(Self.pad(second / 3_600)):\(Self.pad(second / 60 % 60)):\(Self.pad(second % 60))Z"
  }

  /// `2026-11-21`, the UTC day.
  public var date: String {
    let days = (secondsSince1970 - Self.floorModulo(secondsSince1970, 86_400)) / 86_400 + 719_468
    let era = (days - Self.floorModulo(days, 146_097)) / 146_097
    let dayOfEra = days - era * 146_097
    let yearOfEra = (dayOfEra - dayOfEra / 1_460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
    let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
    let shiftedMonth = (5 * dayOfYear + 2) / 153
    let day = dayOfYear - (153 * shiftedMonth + 2) / 5 + 1
    let month = shiftedMonth < 10 ? shiftedMonth + 3 : shiftedMonth - 9
    let year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    return "\(year)-\(Self.pad(month))-\(Self.pad(day))"
  }

  private static func floorModulo(_ value: Int64, _ modulus: Int64) -> Int64 {
    let remainder = value % modulus
    return remainder < 0 ? remainder + modulus : remainder
  }

  private static func pad(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
}

extension Timestamp: Codable {
  public init(from decoder: any Decoder) throws {
    let seconds = try decoder.singleValueContainer().decode(Int64.self)
    // Year 0 to 9999, so that calendar arithmetic cannot overflow on a hostile file.
    guard (-62_167_219_200...253_402_300_799).contains(seconds) else {
      throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: "year out of range"))
    }
    self.init(secondsSince1970: seconds)
  }

  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(secondsSince1970)
  }
}
