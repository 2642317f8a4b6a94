extension QuantizationScheme {
  /// `uint8` or `int8`, with zero points, as activations are usually coded.
  package init?(activations text: String) {
    switch text {
    case "uint8": self.init(.uint8, isSymmetric: false)
    case "int8": self.init(.int8, isSymmetric: false)
    default: return nil
    }
  }
}
