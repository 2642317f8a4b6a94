/// A sound of speech by the resonances of the mouth.
///
/// The formants of vowels are averages of men's (Peterson & Barney 1952, J. Acoust. Soc. Am. 24).
struct Phone {
  let name: String
  /// Hertz.
  let formants: [Double]
  /// Whether the voice sounds, otherwise breath does.
  let isVoiced: Bool

  static let a = Phone(name: "a", formants: [730, 1_090, 2_440], isVoiced: true)
  static let i = Phone(name: "i", formants: [270, 2_290, 3_010], isVoiced: true)
  static let u = Phone(name: "u", formants: [300, 870, 2_240], isVoiced: true)
  static let e = Phone(name: "e", formants: [530, 1_840, 2_480], isVoiced: true)
  static let o = Phone(name: "o", formants: [570, 840, 2_410], isVoiced: true)
  /// Breath through a narrow gap: one wide resonance.
  static let s = Phone(name: "s", formants: [5_600, 6_400, 6_900], isVoiced: false)
  static let sh = Phone(name: "sh", formants: [2_500, 3_600, 4_900], isVoiced: false)

  static let all = [a, i, u, e, o, s, sh]
}
