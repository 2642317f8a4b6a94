package import Graphs
import Tensors

extension Resize: ONNXConvertible {
  package static let onnxNames = ["Resize", "Upsample"]

  /// Copies of whole pixels become ``NearestResize`` or, on other axes than those of an image, a Gather for each.
  package static func read(
    onnx node: ForeignNode, into context: inout ONNXReading
  ) throws(ForeignError) -> [ONNXReading.Result]? {
    let (x, channelsLast) = try context.anyLayout(of: node)
    let type = context.graph.type(of: x)
    let rule = try ResizeRule(onnx: node)
    let stated = try context.resizedAxes(node, shape: channelsLast ? type.shape.channelsFirst : type.shape)
    let axes = channelsLast ? ImageLayout.toChannelsLast.map { stated[$0] } : stated
    let op = Resize(rule, axes)
    guard case .nearest = rule.method, rule.coordinates != .crop, type.shape.count > 0,
      axes.allSatisfy({ $0.target <= Window.largest })
    else {
      let y = try context.apply(op, x, name: node.name)
      return [channelsLast ? .channelsLast(y) : .asStated(y)]
    }
    let places = axes.map { rule.taps($0).map { $0?.first?.place ?? 0 } }
    let isImage = type.shape.rank == 4 && stated[0].source == stated[0].target && stated[1].source == stated[1].target
    if isImage, stated[0].scale == 1, stated[1].scale == 1 {
      let image = try context.channelsLast(0, of: node)
      let (rows, columns) = channelsLast ? (places[1], places[2]) : (places[2], places[3])
      return [.channelsLast(try context.apply(NearestResize(rows: rows, columns: columns), image, name: node.name))]
    }
    var y = x
    for (axis, list) in places.enumerated() where list != Array(0..<axes[axis].source) {
      y = try context.picked(list, axis: axis, of: y)
    }
    return [channelsLast ? .channelsLast(y) : .asStated(y)]
  }

  package func write(onnx node: Node, into context: inout ONNXWriting) throws(ForeignError) {
    guard let x = node.inputs[0] else { return }
    guard !rule.antialiases, rule.coordinates != .halfPixelSymmetric else {
      throw .cannotExport(operatorName: Self.name, node: node.name, problem: "\(rule.coordinates.rawValue) is ONNX 19")
    }
    let image = axes.count == 4 && context.hasChannelsFirst(x)
    let ordered = image ? ImageLayout.toChannelsFirst.map { axes[$0] } : axes
    let isCrop = rule.coordinates == .crop
    let region = isCrop ? Tensor(ordered.map { Float($0.start) } + ordered.map { Float($0.end) }) : nil
    let source = image ? context.channelsFirst(x) : context.asGiven(x)
    var inputs = [source, region.map { context.constant($0, name: "roi") } ?? ""]
    if ordered.allSatisfy({ $0.scale == Double($0.target) / Double($0.source) }) {
      inputs += ["", context.integers(ordered.map(\.target), name: "sizes")]
    } else {
      inputs.append(context.constant(Tensor(ordered.map { Float($0.scale) }), name: "scales"))
    }
    let output = image ? context.defineChannelsFirst(node.outputs[0]) : context.define(node.outputs[0])
    context.append("Resize", named: node.name, inputs, [output], rule.attributes)
  }
}

extension ResizeRule {
  /// The rule of a Resize, or of an Upsample, which is one with asymmetric coordinates.
  init(onnx node: ForeignNode) throws(ForeignError) {
    let isOld = node.kind == "Upsample" || node.version < 11
    let stated = isOld ? "asymmetric" : node.string("coordinate_transformation_mode", default: "half_pixel")
    let rounding = isOld ? "floor" : node.string("nearest_mode", default: "round_prefer_floor")
    guard let coordinates = Coordinates(rawValue: stated == "tf_half_pixel_for_nn" ? "half_pixel" : stated) else {
      throw node.refused("coordinate_transformation_mode", stated)
    }
    guard let nearest = Rounding(rawValue: rounding) else { throw node.refused("nearest_mode", rounding) }
    let mode = node.string("mode", default: "nearest")
    switch mode {
    case "nearest": self.init(.nearest(nearest), coordinates)
    case "linear", "bilinear": self.init(.linear, coordinates)
    case "cubic": self.init(.cubic(a: node.float("cubic_coeff_a", default: -0.75)), coordinates)
    default: throw node.refused("mode", mode)
    }
    antialiases = node.int("antialias", default: 0) != 0
    excludesOutside = node.int("exclude_outside", default: 0) != 0
    extrapolation = node.float("extrapolation_value", default: 0)
  }

  var attributes: [String: ForeignAttribute] {
    var result: [String: ForeignAttribute] = [
      "coordinate_transformation_mode": .string(coordinates.rawValue)
    ]
    switch method {
    case .nearest(let rounding):
      result["mode"] = .string("nearest")
      result["nearest_mode"] = .string(rounding.rawValue)
    case .linear: result["mode"] = .string("linear")
    case .cubic(let a):
      result["mode"] = .string("cubic")
      result["cubic_coeff_a"] = .float(a)
    }
    if excludesOutside { result["exclude_outside"] = .int(1) }
    if extrapolation != 0 { result["extrapolation_value"] = .float(extrapolation) }
    return result
  }
}

extension ONNXReading {
  /// Every axis of a Resize or Upsample, in the order of the file.
  fileprivate mutating func resizedAxes(
    _ node: ForeignNode, shape: Shape
  ) throws(ForeignError) -> [ResizeRule.Axis] {
    // Versions 11 and up have a region of interest in between, and sizes behind.
    let isOld = node.kind == "Upsample" || node.version < 11
    let scales = try reals("scales", of: node, at: isOld ? 1 : 2)?.map { Double($0) }
    let sizes = isOld ? nil : try sizes(of: node)
    let region = isOld ? nil : try reals("roi", of: node, at: 1)?.map { Double($0) }
    let named = try axes(node.ints("axes") ?? Array(0..<shape.rank), of: shape, node)
    guard scales?.count ?? named.count == named.count, sizes?.count ?? named.count == named.count,
      scales != nil || sizes != nil, region?.count ?? 2 * named.count == 2 * named.count, shape.count > 0
    else { throw node.refused("scales", "\(scales ?? []) and \(sizes ?? []) for \(named.count) axes") }
    var common: Double?
    if let sizes {
      let ratios = zip(named, sizes).map { Double($1) / Double(shape[$0]) }
      switch node.string("keep_aspect_ratio_policy", default: "stretch") {
      case "stretch": break
      case "not_larger": common = ratios.min()
      case "not_smaller": common = ratios.max()
      case let other: throw node.refused("keep_aspect_ratio_policy", other)
      }
    }
    var result = shape.dimensions.map { ResizeRule.Axis(source: $0, target: $0) }
    for (position, axis) in named.enumerated() {
      let extent = Double(shape[axis])
      let scale = common ?? scales?[position] ?? Double(sizes?[position] ?? shape[axis]) / extent
      let real = common == nil ? (extent * scale).rounded(.down) : (extent * scale + 0.5).rounded(.down)
      guard scale > 0, real >= 1, real <= Double(Window.largest) else { throw node.refused("scales", "\(scale)") }
      let target = common == nil ? sizes?[position] ?? Int(real) : Int(real)
      guard (1...Window.largest).contains(target) else { throw node.refused("sizes", "\(target)") }
      result[axis] = ResizeRule.Axis(
        source: shape[axis], target: target, scale: scale, start: region?[position] ?? 0,
        end: region?[named.count + position] ?? 1)
    }
    return result
  }

  private func axes(_ stated: [Int], of shape: Shape, _ node: ForeignNode) throws(ForeignError) -> [Int] {
    let axes = stated.compactMap { shape.normalized(axis: $0) }
    guard axes.count == stated.count, Set(axes).count == axes.count else { throw node.refused("axes", "\(stated)") }
    return axes
  }

  /// Extents, `nil` when absent or empty.
  private mutating func sizes(of node: ForeignNode) throws(ForeignError) -> [Int]? {
    let list = try integers("sizes", orInput: 3, of: node)
    return list?.isEmpty ?? true ? nil : list
  }

  /// Numbers that are an attribute in version 7 of Upsample and an input later; `nil` when absent or empty.
  private mutating func reals(_ name: String, of node: ForeignNode, at index: Int) throws(ForeignError) -> [Float]? {
    if case .floats(let list)? = node.attributes[name] { return list }
    guard isPresent(index) else { return nil }
    let tensor = try constant(index, of: node)
    guard tensor.element.isFloatingPoint else { throw node.refused(name, tensor.element.rawValue) }
    return tensor.count == 0 ? nil : tensor.numbers.reals.map { Float($0) }
  }
}

extension Shape {
  /// The shape of an image batch in NCHW, for one in NHWC.
  fileprivate var channelsFirst: Shape { Shape(ImageLayout.toChannelsFirst.map { dimensions[$0] }) }
}
