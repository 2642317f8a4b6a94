import Operators
import Tensors

extension ModelPreset {
  /// ``Model/glyphNet`` with more channels: 3.7 million multiply-accumulates, large enough that timing it shows the
  /// network and not the call. The base model of lab P00.
  static let glyphNetWide = Model(name: "glyphnet-wide", input: [1, 16, 16, 1]) {
    Conv2D(24, kernel: 3, padding: .same)
    ReLU()
    Residual {
      Conv2D(48, kernel: 3, stride: 2, padding: .same)
      ReLU()
      Conv2D(48, kernel: 3, padding: .same)
    }
    ReLU()
    Residual {
      Conv2D(80, kernel: 3, stride: 2, padding: .same)
      ReLU()
      Conv2D(80, kernel: 3, padding: .same)
    }
    ReLU()
    GlobalAveragePool()
    Flatten()
    Dense(10)
  }
}
