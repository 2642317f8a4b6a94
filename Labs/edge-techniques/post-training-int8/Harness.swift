import LabKit

@main enum Harness {
  static func main() {
    WorkerLoop.run([
      Entry("tensorScale", tensorScale),
      Entry("channelScales") { weights, shape, axis in channelScales(of: weights, shape: shape, axis: axis) },
      Entry("percentileClip") { values, share in percentileClip(values, share: share) },
      Entry("bestClip") { values, levels in bestClip(values, levels: levels) },
      Entry("quantizeWeights") { weights, shape, axis, scales in
        quantizeWeights(weights, shape: shape, axis: axis, scales: scales)
      },
      Entry("quantizeBias") { bias, inputScale, weightScales in
        quantizeBias(bias, inputScale: inputScale, weightScales: weightScales)
      },
      Entry("activationRange") { samples in
        let range = activationRange(of: samples)
        return [range.low, range.high]
      },
    ])
  }
}
