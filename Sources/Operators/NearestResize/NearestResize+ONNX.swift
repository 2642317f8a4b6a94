package import Graphs
import Tensors

extension NearestResize: ONNXConvertible {
  package static let onnxNames = ["Resize", "Upsample"]

  /// Reads mode `nearest` with every rule of coordinates but cropping.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    func refused(_ attribute: String, _ problem: String) -> ForeignError {
      .unsupportedAttribute(node: node.name, kind: node.kind, attribute: attribute, problem: problem)
    }
    let mode = node.string("mode", default: "nearest")
    guard mode == "nearest" else { throw refused("mode", mode) }
    let policy = node.string("keep_aspect_ratio_policy", default: "stretch")
    guard policy == "stretch" else { throw refused("keep_aspect_ratio_policy", policy) }
    let x = try context.channelsLast(0, of: node)
    let shape = context.graph.type(of: x).shape
    let isOld = node.kind == "Upsample" || node.version < 11
    // Versions 11 and up have a region of interest in between, and sizes behind.
    let scales = try context.scales(of: node, at: isOld ? 1 : 2)
    let sizes = isOld ? nil : try context.integers("sizes", orInput: 3, of: node)
    let axes = (node.ints("axes") ?? [0, 1, 2, 3]).map { $0 < 0 ? $0 + 4 : $0 }
    guard Set(axes).count == axes.count, scales?.count ?? axes.count == axes.count,
      sizes?.count ?? axes.count == axes.count, scales != nil || sizes != nil
    else { throw refused("scales", "none for each axis") }
    let rule = try PixelRule(node, isOld: isOld)
    func picked(_ axis: Int, of extent: Int) throws(ForeignError) -> [Int] {
      guard let position = axes.firstIndex(of: axis) else { return Array(0..<extent) }
      let scale = scales.map { Double($0[position]) } ?? Double(sizes?[position] ?? extent) / Double(extent)
      let real = (Double(extent) * scale).rounded(.down)
      guard scale > 0, extent > 0, real >= 1, real <= Double(Window.largest) else {
        throw refused("scales", "\(scale)")
      }
      return rule.sources(count: sizes?[position] ?? Int(real), extent: extent, scale: scale)
    }
    for (axis, extent) in [(0, shape[0]), (1, shape[3])] where try picked(axis, of: extent).count != extent {
      throw refused("scales", "images and channels keep their number")
    }
    let op = NearestResize(rows: try picked(2, of: shape[1]), columns: try picked(3, of: shape[2]))
    return [.channelsLast(try context.apply(op, x, name: node.name))]
  }

  /// Whole factors are written as Resize, everything else as two Gathers.
  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    let shape = context.type(of: x).shape
    let source = context.channelsFirst(x)
    if let down = NearestResize.factor(rows, of: shape[1]), let right = NearestResize.factor(columns, of: shape[2]) {
      let scales = context.sharedConstant(Tensor([1, 1, Float(down), Float(right)]), name: "scales")
      let output = context.defineChannelsFirst(node.outputs[0])
      context.append(
        "Resize", named: node.name, [source, "", scales], [output],
        [
          "mode": .string("nearest"), "nearest_mode": .string("floor"),
          "coordinate_transformation_mode": .string("asymmetric"),
        ])
      return
    }
    let lines = context.constantOutput(node.name)
    context.append("Gather", named: lines, [source, context.integers(rows, name: "rows")], [lines], ["axis": .int(2)])
    let inputs = [lines, context.integers(columns, name: "columns")]
    context.append(
      "Gather", named: node.name, inputs, [context.defineChannelsFirst(node.outputs[0])], ["axis": .int(3)])
  }

  /// How often every position of an axis comes in a row, `nil` when that differs.
  private static func factor(_ picked: [Int], of extent: Int) -> Int? {
    guard extent > 0, picked.count % extent == 0 else { return nil }
    let factor = picked.count / extent
    return picked.enumerated().allSatisfy { $0.element == $0.offset / factor } ? factor : nil
  }
}

/// From a position of the result to one of the source.
private struct PixelRule {
  private let coordinates: String
  private let rounding: String

  init(_ node: ForeignNode, isOld: Bool) throws(ForeignError) {
    coordinates = isOld ? "asymmetric" : node.string("coordinate_transformation_mode", default: "half_pixel")
    rounding = isOld ? "floor" : node.string("nearest_mode", default: "round_prefer_floor")
    let known = ["asymmetric", "half_pixel", "half_pixel_symmetric", "pytorch_half_pixel", "align_corners"]
    guard known.contains(coordinates) else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "coordinate_transformation_mode", problem: coordinates)
    }
    guard ["round_prefer_floor", "round_prefer_ceil", "floor", "ceil"].contains(rounding) else {
      throw .unsupportedAttribute(node: node.name, kind: node.kind, attribute: "nearest_mode", problem: rounding)
    }
  }

  func sources(count: Int, extent: Int, scale: Double) -> [Int] {
    (0..<count).map { i in
      let real: Double
      switch coordinates {
      case "asymmetric": real = Double(i) / scale
      case "align_corners": real = count > 1 ? Double(i * (extent - 1)) / Double(count - 1) : 0
      case "pytorch_half_pixel" where count == 1: real = 0
      case "half_pixel_symmetric":
        let offset = Double(extent) / 2 * (1 - Double(count) / (scale * Double(extent)))
        real = offset + (Double(i) + 0.5) / scale - 0.5
      default: real = (Double(i) + 0.5) / scale - 0.5
      }
      let position: Double
      switch rounding {
      case "floor": position = real.rounded(.down)
      case "ceil": position = real.rounded(.up)
      case "round_prefer_ceil": position = (real + 0.5).rounded(.down)
      default: position = (real - 0.5).rounded(.up)
      }
      return Int(min(max(position, 0), Double(extent - 1)))
    }
  }
}

extension ONNXReading {
  /// One factor for each axis: an attribute in version 7 of Upsample, an input behind; `nil` when absent or empty.
  fileprivate mutating func scales(of node: ForeignNode, at index: Int) throws(ForeignError) -> [Float]? {
    if case .floats(let list)? = node.attributes["scales"] { return list }
    guard isPresent(index) else { return nil }
    let tensor = try constant(index, of: node)
    guard tensor.element == .float32 else {
      throw .unsupportedAttribute(
        node: node.name, kind: node.kind, attribute: "scales", problem: tensor.element.rawValue)
    }
    return tensor.count == 0 ? nil : tensor.floats
  }
}
