import Foundation
import Testing

/// What PyTorch computed; see `Vectors/README.md`.
struct TorchVector: Decodable {
  struct Optimizers: Decodable {
    let start: [Float]
    let gradients: [[Float]]
    let after: [String: [Float]]
  }

  struct Training: Decodable {
    let images: [Float]
    let labels: [Int32]
    let start: [String: [Float]]
    let losses: [Double]
    let after: [String: [Float]]
  }

  struct Detection: Decodable {
    let logits: [Float]
    /// Label, left, top, right, bottom.
    let boxes: [[[Float]]]
    let loss: Double
    let gradient: [Float]
  }

  struct Transformer: Decodable {
    let tokens: [Int32]
    let next: [Int32]
    let start: [String: [Float]]
    let loss: Double
    let gradients: [String: [Float]]
  }

  let optimizers: Optimizers
  let sgd: Training
  let adamw: Training
  let detection: Detection
  let transformer: Transformer

  static let stored = Result {
    let file = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/torch.json")
    return try JSONDecoder().decode(TorchVector.self, from: Data(contentsOf: file))
  }
}

/// Every number within `tolerance` of the largest of its list.
func expectNear(
  _ found: [Float], _ expected: [Float], _ tolerance: Float, _ what: String,
  sourceLocation: SourceLocation = #_sourceLocation
) {
  #expect(found.count == expected.count, "\(what)", sourceLocation: sourceLocation)
  let scale = max(expected.map { abs($0) }.max() ?? 0, 1e-3)
  let worst = zip(found, expected).map { abs($0 - $1) }.max() ?? 0
  #expect(worst <= tolerance * scale, "\(what): off by \(worst) of \(scale)", sourceLocation: sourceLocation)
}
