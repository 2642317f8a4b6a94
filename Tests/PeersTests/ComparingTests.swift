import Foundation
import Graphs
import Operators
import Peers
import Tensors
import Testing

@Suite struct OutputAgreementTests {
  private func tensor(_ values: [Float], _ shape: Shape) throws -> Tensor { try Tensor(values, shape: shape) }

  @Test func `the largest difference counts against the range over all inputs`() throws {
    let ours = [[try tensor([0, 1], [1, 2])], [try tensor([-3, 1], [1, 2])]]
    let theirs = [[try tensor([0.5, 1], [1, 2])], [try tensor([-3, 0.75], [1, 2])]]
    // 0.5 over 1 − (−3).
    #expect(try OutputAgreement.difference(ours: ours, theirs: theirs) == 0.125)
  }

  @Test func `of several outputs the worst counts, each against its own range`() throws {
    let ours = [[try tensor([0, 100], [2]), try tensor([0, 2], [2])]]
    let theirs = [[try tensor([1, 100], [2]), try tensor([0, 1], [2])]]
    #expect(try OutputAgreement.difference(ours: ours, theirs: theirs) == 0.5)
  }

  @Test func `channels last and first are the same image`() throws {
    let image = try tensor((0..<12).map { Float($0) }, [1, 2, 2, 3])
    #expect(try OutputAgreement.difference(ours: [[image.transposed([0, 3, 1, 2])]], theirs: [[image]]) == 0)
  }

  @Test(arguments: [Float.nan, .infinity])
  func `what is not a number never agrees`(_ value: Float) throws {
    let ours = [[try tensor([0, 1], [2])]]
    let theirs = [[try tensor([0, value], [2])]]
    #expect(try OutputAgreement.difference(ours: ours, theirs: theirs) > 1e30)
    #expect(try OutputAgreement.difference(ours: theirs, theirs: ours) > 1e30)
  }

  @Test func `another number of outputs is refused`() throws {
    let one = try tensor([1], [1])
    #expect(throws: PeerError.outputs(expected: [1], found: [1, 1])) {
      try OutputAgreement.difference(ours: [[one]], theirs: [[one, one]])
    }
  }
}

@Suite struct InputFitTests {
  @Test func `inputs are matched by name where that finds every one`() {
    let ours = ["ids", "mask", "segments"]
    #expect(InputFit.order(of: ours, asIn: nil) == [0, 1, 2])
    #expect(InputFit.order(of: ours, asIn: ["segments", "ids", "mask"]) == [2, 0, 1])
    #expect(
      InputFit.order(of: ours, asIn: ["serving_default_mask:0", "serving_default_ids:0", "x_segments"]) == [1, 0, 2])
    // One name is in no other, or two of ours claim one place: all by position.
    #expect(InputFit.order(of: ours, asIn: ["mask", "ids", "other"]) == [0, 1, 2])
    #expect(InputFit.order(of: ["a", "b"], asIn: ["b_a", "b_a"]) == [0, 1])
    #expect(InputFit.order(of: ours, asIn: ["mask"]) == [0, 1, 2])
  }

  private let image = try? Tensor((0..<24).map { Float($0) }, shape: [1, 2, 3, 4])

  @Test func `an image gets the order of axes that the engine states`() throws {
    let image = try #require(image)
    #expect(try InputFit.fit(image, to: nil).shape == [1, 2, 3, 4])
    #expect(try InputFit.fit(image, to: [nil, 2, 3, 4]).shape == [1, 2, 3, 4])
    let last = try InputFit.fit(image, to: [1, 3, 4, 2])
    #expect(last.shape == [1, 3, 4, 2])
    // Element (0, 0, 0) of the two channels: 0 and 3·4 = 12.
    #expect(last.floats.prefix(2) == [0, 12])
    #expect(try InputFit.fit(image, to: [1, 4, 2, 3]).floats.prefix(3) == [0, 4, 8])
  }

  @Test func `axes of one element come and go`() throws {
    let row = try Tensor([Float](repeating: 1, count: 5), shape: [1, 1, 5, 1])
    #expect(try InputFit.fit(row, to: [1, 5]).shape == [1, 5])
  }

  @Test func `other extents are refused`() throws {
    let image = try #require(image)
    #expect(throws: PeerError.inputShape(expected: [1, 24], found: [1, 2, 3, 4])) {
      try InputFit.fit(image, to: [1, 24])
    }
  }
}

@Suite struct SharedWeightsTests {
  private func graph(_ weights: [Float]) throws -> Graph {
    var graph = Graph(name: "dense")
    let input = graph.input("x", .float32([1, 4]))
    let kernel = graph.constant(try Tensor(weights, shape: [4, 4]))
    graph.outputs = [try graph.apply(MatMul(), input, kernel)]
    return graph
  }

  private let weights: [Float] = (0..<16).map { Float($0) * 0.25 - 2 }

  private func file(_ words: [Float]) -> Data {
    Data([7, 7, 7, 7]) + words.flatMap { withUnsafeBytes(of: $0.bitPattern.littleEndian) { Array($0) } }
  }

  @Test func `the same words in another order are the same weights`() throws {
    #expect(SharedWeights.areIn(file(weights.reversed() + [9]), of: try graph(weights)))
  }

  @Test func `one changed bit, or a word too few, is not known to be the same`() throws {
    var changed = weights
    changed[5] = changed[5].nextUp
    #expect(!SharedWeights.areIn(file(changed), of: try graph(weights)))
    #expect(!SharedWeights.areIn(file(Array(weights.dropLast())), of: try graph(weights)))
    // Twice the same word in the model, once in the file.
    let doubled = Array(weights.dropLast()) + [weights[0]]
    #expect(!SharedWeights.areIn(file(weights), of: try graph(doubled)))
  }

  @Test func `a model without float weights says nothing`() throws {
    #expect(!SharedWeights.areIn(file(weights), of: try FakePeer.rectifier()))
  }
}
