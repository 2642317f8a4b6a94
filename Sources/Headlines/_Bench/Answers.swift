/// What the headlines read of the product's answers.
struct ScoreAnswer: Decodable {
  let value: Double
}

struct QuantizeAnswer: Decodable {
  struct Side: Decodable {
    let fileBytes: Int
    let bitsPerWeight: Double
    let score: ScoreAnswer?
  }

  let before: Side
  let after: Side

  /// Of the file before.
  var share: Double { Double(after.fileBytes) / Double(before.fileBytes) }
  var scoreBefore: Double { before.score?.value ?? .nan }
  var scoreAfter: Double { after.score?.value ?? .nan }
  var drop: Double { scoreBefore - scoreAfter }
}

struct CompressAnswer: Decodable {
  struct Row: Decodable {
    struct Accuracy: Decodable {
      let correct: Int
      let count: Int
    }
    let accuracy: Accuracy
  }

  struct Table: Decodable {
    let rows: [Row]
  }

  let table: Table

  /// Of the last stage.
  var accuracy: Double { table.rows.last.map { Double($0.accuracy.correct) / Double($0.accuracy.count) } ?? .nan }
}

struct DiagnoseAnswer: Decodable {
  struct Layer: Decodable {
    let name: String
    /// Of the layer's own output with its weights alone quantized, dB.
    let localOfWeights: Double?
    /// Of the layer's output in the quantized model, dB.
    let cumulative: Double?
  }

  struct Diagnosis: Decodable {
    let layers: [Layer]
  }

  let diagnosis: Diagnosis
}

struct BenchAnswer: Decodable {
  struct Comparison: Decodable {
    struct Ratio: Decodable {
      let estimate: Double
      let low: Double
    }
    struct Arm: Decodable {
      let nanoseconds: [Int]
    }
    let baseline: Arm
    let candidate: Arm
    let ratio: Ratio
  }

  let comparison: Comparison
}
