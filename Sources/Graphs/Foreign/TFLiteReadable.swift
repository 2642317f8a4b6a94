/// An operator that can be read from TFLite.
///
/// TFLite's images are NHWC as ours are, so axes need no thought. Rooms compute in reals: codes arrive behind a
/// DequantizeLinear, and what a room gives back becomes the codes that the file states. Passes make integer operators
/// of that.
package protocol TFLiteReadable: Operator {
  /// Names of builtin operators that this room reads.
  static var tfliteNames: [String] { get }

  /// Appends nodes that compute what `node` states.
  /// - Returns: the outputs, as reals where the file states codes; or `nil` when the node belongs to another room that
  ///   reads the same name.
  static func read(tflite node: ForeignNode, into context: inout TFLiteReading) throws(ForeignError) -> [ValueID]?
}
