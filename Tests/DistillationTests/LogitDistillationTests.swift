import Distillation
import Foundation
import Graphs
import Operators
import Tensors
import Testing
import Training

@Suite("Distillation from logits")
struct LogitDistillationTests {
  static let student: [Float] = [1, 0, -1, 0.5, 2, -0.5]
  static let teacher: [Float] = [2, -1, 0, 0, 1, 3]
  static let labels: [Float] = [1, 0, 0, 0, 0, 1]

  /// The loss and its gradient over the student's logits as the runtime's graph gives them.
  func computed(temperature: Float, weight: Float, teacher: [Float] = teacher) throws -> (Float, [Float]) {
    let objective = try LogitDistillation(
      teacher: try Self.passing(rows: 1), batch: 2, temperature: temperature, weight: weight)
    var graph = Graph()
    let logits = graph.input("logits", .float32([2, 3]))
    let targets = graph.input("targets", .float32([2, 3]))
    let auxiliary = objective.auxiliaryTypes(batch: 2, classes: 3).map { graph.input("teacher", $0) }
    let loss = try objective.loss(logits: logits, targets: targets, auxiliary: auxiliary, in: &graph)
    let gradient = try #require(try graph.appendGradients(of: loss, withRespectTo: [logits])[0])
    graph.outputs = [loss, gradient]
    let results = try graph.reference([
      try Tensor(Self.student, shape: [2, 3]), try Tensor(Self.labels, shape: [2, 3]),
      try Tensor(teacher, shape: [2, 3]),
    ])
    return (results[0].floats[0], results[1].floats)
  }

  /// A teacher whose logits are its images.
  static func passing(rows: Int) throws -> Graph {
    var graph = Graph()
    let x = graph.input("image", .float32([rows, 1, 1, 3]))
    graph.outputs = [try graph.apply(Flatten(axis: 1), x)]
    return graph
  }

  static func softmax(_ z: ArraySlice<Float>, _ temperature: Double) -> [Double] {
    let powers = z.map { exp(Double($0) / temperature) }
    return powers.map { $0 / powers.reduce(0, +) }
  }

  /// `(1 − w)·CE(labels, z) + w·T²·CE(softmax(t/T), softmax(z/T))` and
  /// `((1 − w)·(softmax(z) − labels) + w·T·(softmax(z/T) − softmax(t/T))) / N`, in double precision.
  static func closedForm(_ temperature: Double, _ weight: Double) -> (Double, [Double]) {
    var loss = 0.0
    var gradient: [Double] = []
    for row in 0..<2 {
      let range = row * 3..<row * 3 + 3
      let (hard, soft) = (softmax(student[range], 1), softmax(student[range], temperature))
      let target = softmax(teacher[range], temperature)
      for (offset, index) in range.enumerated() {
        loss -= (1 - weight) * Double(labels[index]) * log(hard[offset]) / 2
        loss -= weight * temperature * temperature * target[offset] * log(soft[offset]) / 2
        gradient.append(
          ((1 - weight) * (hard[offset] - Double(labels[index]))
            + weight * temperature * (soft[offset] - target[offset])) / 2)
      }
    }
    return (loss, gradient)
  }

  @Test(
    "Loss and gradient are the closed form",
    arguments: [(1, 1), (4, 0.7), (2, 0.5), (20, 0.9), (4, 0)] as [(Double, Double)])
  func closedForm(temperature: Double, weight: Double) throws {
    let (loss, gradient) = try computed(temperature: Float(temperature), weight: Float(weight))
    let expected = Self.closedForm(temperature, weight)
    // Float32 sums of six terms times T²: 6 · 2⁻²³ relative, with a factor for exp and log.
    #expect(abs(Double(loss) - expected.0) <= 4e-6 * max(1, expected.0))
    for (a, b) in zip(gradient, expected.1) { #expect(abs(Double(a) - b) <= 4e-6 * temperature) }
  }

  @Test("The teacher's distribution is the target: exchanging the two is another loss")
  func direction() throws {
    // At T = 1, w = 1 the loss less the teacher's entropy is KL(teacher ‖ student).
    let (loss, _) = try computed(temperature: 1, weight: 1)
    var forward = 0.0
    var backward = 0.0
    var entropy = 0.0
    for row in 0..<2 {
      let range = row * 3..<row * 3 + 3
      let (p, q) = (Self.softmax(Self.teacher[range], 1), Self.softmax(Self.student[range], 1))
      for (p, q) in zip(p, q) {
        forward += p * log(p / q) / 2
        backward += q * log(q / p) / 2
        entropy -= p * log(p) / 2
      }
    }
    #expect(abs(Double(loss) - entropy - forward) < 1e-5)
    #expect(abs(forward - backward) > 0.05)
  }

  @Test("T² keeps the gradient's size: ten times the temperature changes it by less than half")
  func temperatureFactor() throws {
    func size(_ temperature: Float) throws -> Float {
      try computed(temperature: temperature, weight: 1).1.map { abs($0) }.reduce(0, +)
    }
    let (warm, hot) = (try size(4), try size(40))
    #expect(hot > warm / 2 && hot < warm * 2, "\(warm) \(hot)")
  }

  @Test("A student that agrees with its teacher gets no gradient from it")
  func agreement() throws {
    let (_, gradient) = try computed(temperature: 4, weight: 1, teacher: Self.student)
    for value in gradient { #expect(abs(value) < 1e-6) }
  }

  @Test("The teacher runs on the batch of the student")
  func teacherOnBatch() throws {
    let objective = try LogitDistillation(teacher: try Self.passing(rows: 1), batch: 2)
    let images = Tensor.random([2, 1, 1, 3], seed: 11)
    let logits = try objective.auxiliaryInputs(for: images)
    #expect(logits.count == 1)
    #expect(logits[0].shape == [2, 3])
    #expect(logits[0].floats == images.floats)
  }

  @Test("The soft part alone pulls a student to its teacher")
  func pulls() throws {
    var logits = Self.student
    for _ in 0..<400 {
      for (index, slope) in try gradient(at: logits).enumerated() { logits[index] -= slope }
    }
    for row in 0..<2 {
      let range = row * 3..<row * 3 + 3
      for (a, b) in zip(Self.softmax(logits[range], 2), Self.softmax(Self.teacher[range], 2)) {
        #expect(abs(a - b) < 1e-3)
      }
    }
  }

  private func gradient(at logits: [Float]) throws -> [Float] {
    let objective = try LogitDistillation(teacher: try Self.passing(rows: 1), batch: 2, temperature: 2, weight: 1)
    var graph = Graph()
    let z = graph.input("logits", .float32([2, 3]))
    let targets = graph.input("targets", .float32([2, 3]))
    let soft = graph.input("teacher", .float32([2, 3]))
    let loss = try objective.loss(logits: z, targets: targets, auxiliary: [soft], in: &graph)
    let gradient = try #require(try graph.appendGradients(of: loss, withRespectTo: [z])[0])
    graph.outputs = [gradient]
    return try graph.reference([
      try Tensor(logits, shape: [2, 3]), try Tensor(Self.labels, shape: [2, 3]),
      try Tensor(Self.teacher, shape: [2, 3]),
    ])[0].floats
  }
}
