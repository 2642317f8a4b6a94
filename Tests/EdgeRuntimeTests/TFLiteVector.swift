import Foundation
import Graphs
import Kernels
import Operators
import Tensors
import Testing

/// One operator on int8 codes and what LiteRT's reference kernels make of them; see `Vectors/README.md`.
struct TFLiteVector: Decodable, Sendable, CustomTestStringConvertible {
  let op: String
  let x, a, w: [Int]?
  let b: [Int]?
  let y: [Int]
  let shape, out: [Int]?
  let kernel, stride: Int?
  let same: Bool?
  let n, depth, columns, rows: Int?
  let act: Int?
  let xs, sa, sb, ys, alpha: Float?
  let xz, za, zb, yz: Int32?
  let ws: [Float]?

  var testDescription: String { "\(op) \(shape ?? [rows ?? n ?? 0, columns ?? 0]) \(act ?? 0)" }

  static let all: [TFLiteVector] = {
    let url = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Vectors/tflite-int8.json")
    return (try? JSONDecoder().decode([TFLiteVector].self, from: Data(contentsOf: url))) ?? []
  }()

  var expected: [Int8] { y.map { Int8($0) } }

  var input: CodeType { CodeType(.int8, QuantizationParameters(scale: xs ?? 1, zeroPoint: xz ?? 0)) }
  /// LiteRT leaves no choice for SOFTMAX.
  var output: CodeType {
    CodeType(.int8, QuantizationParameters(scale: ys ?? 1 / 256, zeroPoint: yz ?? -128))
  }

  /// Codes with what they stand for.
  static func codes(_ values: [Int], _ shape: Shape, _ parameters: QuantizationParameters) throws -> Tensor {
    try Tensor(values.map { Int8($0) }, shape: shape)
      .retyped(TensorType(.int8, shape, quantization: parameters))
  }

  /// The operator between DequantizeLinear and QuantizeLinear, and its arguments; `nil` for functions that no operator
  /// states.
  func graph() throws -> (Graph, [Tensor])? {
    var graph = Graph()
    var arguments: [Tensor] = []
    func reals(_ values: [Int]?, _ shape: Shape, _ scale: Float?, _ zero: Int32?) throws -> ValueID {
      let parameters = QuantizationParameters(scale: scale ?? 1, zeroPoint: zero ?? 0)
      let tensor = try Self.codes(values ?? [], shape, parameters)
      arguments.append(tensor)
      return try graph.apply(DequantizeLinear(), graph.input("x\(arguments.count)", tensor.type))
    }
    func weights(_ shape: Shape, axis: Int) throws -> (ValueID, ValueID) {
      let scales = ws ?? []
      let parameters =
        scales.count == 1
        ? QuantizationParameters(scale: scales[0]) : QuantizationParameters(symmetric: scales, axis: axis)
      let tensor = try Self.codes(w ?? [], shape, parameters)
      let bias = (b ?? []).enumerated().map { index, code in
        Float(Double(code) * Double((xs ?? 1) * scales[scales.count == 1 ? 0 : index]))
      }
      return (try graph.apply(DequantizeLinear(), graph.constant(tensor)), graph.constant(Tensor(bias)))
    }
    var real: ValueID
    let image = (shape ?? []).count == 3 ? Shape([1] + (shape ?? [])) : Shape([rows ?? n ?? 1, columns ?? 256])
    switch op {
    case "CONV_2D", "DEPTHWISE_CONV_2D":
      let k = kernel ?? 1
      let x = try reals(x, image, xs, xz)
      if op == "CONV_2D" {
        let (w, bias) = try weights([out?[2] ?? 0, k, k, image[3]], axis: 0)
        real = try graph.apply(Conv(window(image)), x, w, bias)
      } else {
        let (w, bias) = try weights([k, k, image[3]], axis: 2)
        real = try graph.apply(DepthwiseConv(window(image)), x, w, bias)
      }
    case "FULLY_CONNECTED":
      let x = try reals(x, [n ?? 0, depth ?? 0], xs, xz)
      let (w, bias) = try weights([columns ?? 0, depth ?? 0], axis: 0)
      real = try graph.apply(Gemm(transposeB: true), x, w, bias)
    case "ADD", "SUB", "MUL":
      let count: Shape = [a?.count ?? 0]
      let (first, second) = (try reals(a, count, sa, za), try reals(b, count, sb, zb))
      let operators: [String: any Operator] = ["ADD": Add(), "SUB": Subtract(), "MUL": Multiply()]
      real = try graph.apply(operators[op] ?? Add(), first, second)
    case "AVERAGE_POOL_2D":
      let k = kernel ?? 1
      real = try graph.apply(AveragePool(Pair(k, k), window(image)), try reals(x, image, ys, yz))
    case "MEAN": real = try graph.apply(ReduceMean(axes: [1, 2], keepsAxes: true), try reals(x, image, xs, xz))
    case "SOFTMAX": real = try graph.apply(Softmax(), try reals(x, image, xs, xz))
    case "LOGISTIC": real = try graph.apply(Sigmoid(), try reals(Array(-128..<128), [256], xs, xz))
    case "TANH": real = try graph.apply(Tanh(), try reals(Array(-128..<128), [256], xs, xz))
    case "QUANTIZE": real = try reals(Array(-128..<128), [256], xs, xz)
    default: return nil
    }
    if act == 1 { real = try graph.apply(Relu(), real) }
    if act == 3 { real = try graph.apply(Clip(low: 0, high: 6), real) }
    graph.outputs = [try graph.apply(QuantizeLinear(output.element, output.parameters), real)]
    return (graph, arguments)
  }

  /// TensorFlow's padding SAME puts the odd one at the end.
  private func window(_ image: Shape) -> Window {
    let (k, s) = (kernel ?? 1, stride ?? 1)
    func padding(_ extent: Int, _ result: Int) -> (Int, Int) {
      let total = same == true ? max((result - 1) * s + k - extent, 0) : 0
      return (total / 2, total - total / 2)
    }
    let (vertical, horizontal) = (padding(image[1], out?[0] ?? 1), padding(image[2], out?[1] ?? 1))
    return Window(
      stride: Pair(s, s),
      padding: Padding(top: vertical.0, left: horizontal.0, bottom: vertical.1, right: horizontal.1))
  }
}
