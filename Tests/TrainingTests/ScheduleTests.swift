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

  @Test("Constant stays, after its warm-up if it has one")
  func constant() {
    #expect(Schedule.constant.factor(step: 7, of: 9) == 1)
    let warm = Schedule(.constant, warmUp: 0.2)
    #expect((0..<4).map { warm.factor(step: $0, of: 10) } == [Float(1) / 3, Float(2) / 3, 1, 1])
  }

  @Test("Steps go to a tenth at their shares")
  func steps() {
    let schedule = Schedule.steps(at: [0.5, 0.75], factor: 0.1)
    #expect(schedule.factor(step: 49, of: 100) == 1)
    #expect(schedule.factor(step: 50, of: 100) == 0.1)
    #expect(schedule.factor(step: 74, of: 100) == 0.1)
    #expect(abs(schedule.factor(step: 75, of: 100) - 0.01) < 1e-9)
  }
}
