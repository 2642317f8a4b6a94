/// An operator that can be read from ONNX.
///
/// ONNX images are NCHW, ours are NHWC. A value may exist in both forms; an operator asks the context for the form it
/// computes in and the context transposes only when that form does not exist yet. So no pass has to cancel transposes.
package protocol ONNXReadable: Operator {
  /// ONNX operator names this room reads.
  static var onnxNames: [String] { get }
  /// The domain of these names; empty is ONNX's own.
  static var onnxDomain: String { get }

  /// Appends nodes that compute what `node` states.
  /// - Returns: the outputs, or `nil` when the node belongs to another room that reads the same name.
  static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]?
}

/// An operator that can be written to ONNX. Where its form is younger than the files we write, its decomposition stands
/// for it there.
package protocol ONNXWritable: Operator {
  /// The version of ONNX's operator set since which it has the form that is written.
  static var onnxVersion: Int { get }
  /// Writes one node of the graph.
  func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError)
}

package protocol ONNXConvertible: ONNXReadable, ONNXWritable {}

extension ONNXReadable {
  package static var onnxDomain: String { "" }
}

extension ONNXWritable {
  package static var onnxVersion: Int { ForeignNode.exportVersion }
}

/// NCHW and NHWC: the two orders of the axes of an image batch.
package enum ImageLayout {
  /// Permutation that makes NHWC from NCHW.
  package static let toChannelsLast = [0, 2, 3, 1]
  /// Permutation that makes NCHW from NHWC.
  package static let toChannelsFirst = [0, 3, 1, 2]
  /// The NHWC axis of an NCHW axis.
  package static func channelsLastAxis(_ axis: Int) -> Int { [0, 3, 1, 2][axis] }
  /// The NCHW axis of an NHWC axis.
  package static func channelsFirstAxis(_ axis: Int) -> Int { [0, 2, 3, 1][axis] }
}
