import Charts
import Reports
import Testing

@Suite("Speed-up chart")
struct SpeedupTests {
  @Test("Break-even lies on the straight line where a curve crosses 1 for the last time")
  func breakEven() {
    func curve(_ points: [(Double, Double)]) -> SpeedupChart.Curve {
      SpeedupChart.Curve(label: LocalizedText(verbatim: "c"), points: points.map { (share: $0.0, speedup: $0.1) })
    }
    #expect(curve([(0, 0.8), (0.4, 1.2), (0.8, 3)]).breakEven == 0.2)
    #expect(curve([(0, 0.5), (0.5, 0.9)]).breakEven == nil)
    #expect(curve([(0, 1.1), (0.5, 2)]).breakEven == 0)
    #expect(curve([(0, 1.5), (0.25, 0.5), (0.75, 1.5)]).breakEven == 0.5)
  }
}
