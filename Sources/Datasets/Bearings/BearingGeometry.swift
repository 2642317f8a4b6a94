/// A deep-groove ball bearing whose outer ring stands still, and the frequencies at which its faults strike.
///
/// With `n` balls of diameter `d` on a pitch circle of diameter `D`, contact angle 0, and a shaft that turns `f` times a
/// second (Randall & Antoni 2011, "Rolling element bearing diagnostics—A tutorial", Mech. Syst. Signal Process. 25):
///
///     outer race   n/2 · f · (1 − d/D)
///     inner race   n/2 · f · (1 + d/D)
///     ball         D/d · f · (1 − (d/D)²)     twice the spin: a spot strikes both races
///     cage         f/2 · (1 − d/D)
package struct BearingGeometry: Sendable, Hashable {
  package let balls: Int
  /// Millimetres.
  package let ballDiameter: Double
  package let pitchDiameter: Double

  /// The size 6205.
  package static let size6205 = BearingGeometry(balls: 9, ballDiameter: 7.94, pitchDiameter: 39.04)

  private var ratio: Double { ballDiameter / pitchDiameter }

  /// Hertz, for a shaft of `shaft` hertz.
  package func outerRace(shaft: Double) -> Double { Double(balls) / 2 * shaft * (1 - ratio) }
  package func innerRace(shaft: Double) -> Double { Double(balls) / 2 * shaft * (1 + ratio) }
  package func ball(shaft: Double) -> Double { shaft / ratio * (1 - ratio * ratio) }
  package func cage(shaft: Double) -> Double { shaft / 2 * (1 - ratio) }
}
