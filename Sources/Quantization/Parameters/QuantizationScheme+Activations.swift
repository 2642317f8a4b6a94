extension QuantizationScheme {
  /// `uint8`, `int8` (with zero points) or `int16` (symmetric), as activations are usually coded.
  package init?(activations text: String) {
    switch text {
    case "uint8": self.init(.uint8, isSymmetric: false)
    case "int8": self.init(.int8, isSymmetric: false)
    case "int16": self.init(.int16, isSymmetric: true)
    default: return nil
    }
  }
}
