package import Graphs

/// How an ONNX file states layers on codes. Both forms give the same numbers.
package enum QuantizedForm: String, Sendable, CaseIterable {
  /// Operators on reals between DequantizeLinear and QuantizeLinear, which an engine fuses.
  case qdq
  /// Operators on codes: QLinearConv, QLinearMatMul; of the domain com.microsoft QGemm, QLinearAdd, QLinearConcat,
  /// QLinearAveragePool, QLinearGlobalAveragePool, QLinearSigmoid and QLinearLeakyRelu. What has no such form stays
  /// between conversions.
  case operators

  package func applied(to graph: ForeignGraph) -> ForeignGraph {
    let graph = graph.withoutRepeatedCodes
    guard self == .operators else { return graph }
    var form = IntegerOperators(graph.withCodesTransposed)
    return form.rewritten()
  }
}
