import LabKit

@main enum Harness {
  static func main() {
    WorkerLoop.run([
      Entry("channelImportance") { weights, shape in channelImportance(of: weights, shape: shape) },
      Entry("keptChannels") { importance, tied, share in
        keptChannels(importance: importance, tied: tied, share: share)
      },
      Entry("slice") { weights, shape, axis, kept in slice(weights, shape: shape, axis: axis, keeping: kept) },
      Entry("distillationLoss") { student, teacher, labels, temperature, weight in
        distillationLoss(student: student, teacher: teacher, labels: labels, temperature: temperature, weight: weight)
      },
      Entry("distillationGradient") { student, teacher, labels, temperature, weight in
        distillationGradient(
          student: student, teacher: teacher, labels: labels, temperature: temperature, weight: weight)
      },
      Entry("modelBytes") { channels, kernels, bits in modelBytes(channels: channels, kernels: kernels, bits: bits) },
      Entry("largestShare") { channels, kernels, bits, budget in
        largestShare(channels: channels, kernels: kernels, bits: bits, budgetBytes: budget)
      },
      Entry("recipe") { recipe() },
    ])
  }
}
