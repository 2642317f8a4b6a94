package import Reports

extension TrainingRecipe {
  /// A recipe with every setting there is, as help shows it.
  package static let example = LocalizedText(
    ja: """
      model: resnet8          # --preset と同じ
      epochs: 20
      batch: 64
      accumulate: 1           # 1 ステップにまとめるバッチの数
      optimizer: sgd          # sgd、adam（既定）、adamw
      learningRate: 0.05      # 既定は sgd で 0.05、ほかは 0.004
      momentum: 0.9           # sgd のとき
      nesterov: true
      weightDecay: 0.0005     # バイアスと正規化には効かない
      schedule: step          # constant、cosine（既定）、step
      warmUp: 0.05            # 全ステップに占める割合
      milestones: [0.5, 0.75] # step で学習率が 1/10 になるところ
      labelSmoothing: 0.1
      clipNorm: 1             # 勾配全体の長さの上限
      patience: 5             # 検証が良くならなければ止めるエポック数
      augment: {shift: 2, timeShift: 0, flip: true, cutout: 8, mixup: 0.2}
      seed: 1
      """,
    en: """
      model: resnet8          # as --preset
      epochs: 20
      batch: 64
      accumulate: 1           # batches that make one step
      optimizer: sgd          # sgd, adam (default), adamw
      learningRate: 0.05      # default 0.05 with sgd, else 0.004
      momentum: 0.9           # with sgd
      nesterov: true
      weightDecay: 0.0005     # not of biases and normalizations
      schedule: step          # constant, cosine (default), step
      warmUp: 0.05            # share of all steps
      milestones: [0.5, 0.75] # where step goes to a tenth
      labelSmoothing: 0.1
      clipNorm: 1             # longest all gradients may be together
      patience: 5             # epochs without a better validation
      augment: {shift: 2, timeShift: 0, flip: true, cutout: 8, mixup: 0.2}
      seed: 1
      """)
}
