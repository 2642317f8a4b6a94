import Charts
import Reports
import Testing

@Suite struct FigureTests {
  @Test func `numbers are rounded half away from zero and grouped`() {
    #expect(Figure.fixed(1_234_567.25, 1) == "1,234,567.3")
    #expect(Figure.fixed(-0.04, 1) == "0.0")
    #expect(Figure.fixed(-2.5, 0) == "−3")
    #expect(Figure.fixed(0.005, 2) == "0.01")
    #expect(Figure.fixed(7, 2) == "7.00")
    #expect(Figure.fixed(.nan, 2) == "—")
    #expect(Figure.fixed(1e300, 2) == "—")
    #expect(Figure.significant(0.1234) == "0.12")
    #expect(Figure.significant(84.06) == "84.1")
    #expect(Figure.significant(412.6) == "413")
  }

  @Test func `units keep one to three digits before the point`() {
    #expect(Figure.bytes(999) == "999 B")
    #expect(Figure.bytes(412_600) == "412.6 KB")
    #expect(Figure.bytes(28_400_000) == "28.40 MB")
    #expect(Figure.duration(nanoseconds: 84_100) == "84.1 µs")
    #expect(Figure.duration(nanoseconds: 999_700) == "1.00 ms")
    #expect(Figure.duration(nanoseconds: 12.4e6) == "12.4 ms")
    #expect(Figure.percent(0.9583) == "95.8 %")
    #expect(Figure.count(540_000) == "540 k")
    #expect(Figure.count(1_834_000) == "1.83 M")
    #expect(Quantity.ratio.text(Interval(estimate: 2.826, low: 2.8, high: 2.8551)) == "2.83 [2.80, 2.86]")
    #expect(Quantity.fraction.text(Interval(estimate: 0.958, low: 0.952, high: 0.963)) == "95.8 % [95.2, 96.3]")
  }
}
