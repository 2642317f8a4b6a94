import Testing
import Training

@Suite("Learning-rate schedule")
struct ScheduleTests {
  @Test("Cosine warms up linearly and ends near zero")
  func cosine() {
    let schedule = Schedule.cosine(warmUp: 0.1)
    #expect(schedule.factor(step: 0, of: 100) == Float(1) / 11)
    #expect(schedule.factor(step: 9, of: 100) == Float(10) / 11)
    #expect(schedule.factor(step: 10, of: 100) == 1)
    // Half way between step 10 and 100: cos(π/2) = 0.
    #expect(abs(schedule.factor(step: 55, of: 100) - 0.5) < 1e-6)
    #expect(schedule.factor(step: 99, of: 100) < 0.001)
  }

  @Test("Constant stays")
  func constant() { #expect(Schedule.constant.factor(step: 7, of: 9) == 1) }
}
