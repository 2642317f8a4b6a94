import Operators

extension ModelPreset {
  /// ``Model/glyphNet`` with more channels: 3.7 million multiply-accumulates, large enough that timing it shows the
  /// network and not the call. The base model of lab P00.
  static let glyphNetWide = Model.glyphNet(name: "glyphnet-wide", filters: 24, 48, 80)
}
