import Quantization

/// What the options of a quantization ask for.
struct QuantizationPlan {
  /// In place of a kind of number: each layer gets its own.
  static let mixedName = "mixed"
  private static let methods =
    WeightRounding.allCases.filter { $0 != .nearest }.map(\.rawValue) + [
      "equalize", "equalize-unbounded", "smooth", "correct-bias",
    ]

  private(set) var method: QuantizationMethod
  private(set) var improvement = QuantizationImprovement()
  /// Only for mixed numbers.
  private(set) var budget: MixedQuantization.Budget?
  /// Points of accuracy that may be lost.
  private(set) var maxDrop: Double?

  /// Whether samples are looked at before anything is written.
  var needsSamples: Bool { method.needsCalibration || improvement.needsSamples }

  /// - Throws: ``WorkbenchError`` for a wrong or missing option.
  init(_ choices: QuantizeModel.Choices) throws(WorkbenchError) {
    let isMixed = choices.to == Self.mixedName
    guard let target = isMixed ? .int8 : QuantizationTarget(rawValue: choices.to) else {
      let known = QuantizationTarget.allCases.map(\.rawValue) + [Self.mixedName]
      throw .outOfRange(option: "--to", allowed: known.joined(separator: ", "), found: choices.to)
    }
    method = QuantizationMethod(target)
    try takeRanges(choices, isMixed: isMixed)
    if let text = choices.method {
      guard method.weights != nil else { throw .optionNotFor(option: "--method", target: choices.to) }
      improvement = try Self.improvement(text)
    }
    if isMixed {
      guard let text = choices.budget else { throw .budgetNeeded }
      budget = try Self.budget(text)
    } else if choices.budget != nil {
      throw .optionNotFor(option: "--budget", target: choices.to)
    }
    if let drop = choices.maxDrop {
      guard !isMixed, method.weights != nil else {
        throw .optionNotFor(option: "--max-drop", target: choices.to)
      }
      guard (0...100).contains(drop) else {
        throw .outOfRange(option: "--max-drop", allowed: "0…100", found: "\(drop)")
      }
      maxDrop = drop
    }
    guard choices.data == nil else { return }
    if method.needsCalibration { throw .calibrationNeedsData(choices.to) }
    if let text = choices.method, needsSamples { throw .methodNeedsData(text) }
    if maxDrop != nil { throw .dropNeedsLabels }
  }

  private mutating func takeRanges(_ choices: QuantizeModel.Choices, isMixed: Bool) throws(WorkbenchError) {
    if let text = choices.granularity {
      guard let granularity = Granularity(text) else {
        throw .outOfRange(option: "--granularity", allowed: "tensor, channel, group:N", found: text)
      }
      guard method.weights != nil, !isMixed else {
        throw .optionNotFor(option: "--granularity", target: choices.to)
      }
      method.granularity = granularity
    }
    if let text = choices.activations {
      guard method.takesActivations else {
        throw .optionNotFor(option: "--activations", target: choices.to)
      }
      guard let scheme = QuantizationScheme(activations: text) else {
        throw .outOfRange(option: "--activations", allowed: "uint8, int8", found: text)
      }
      method.activations = scheme
    }
    if let text = choices.calibration {
      guard method.needsCalibration else {
        throw .optionNotFor(option: "--calibration", target: choices.to)
      }
      guard let calibration = Calibration(text) else {
        throw .outOfRange(
          option: "--calibration", allowed: "min-max, moving-average, percentile[:50…100], entropy, mse", found: text)
      }
      method.calibration = calibration
    }
    method.reducesRange = choices.reducesRange
  }

  /// Names with commas between; at most one of them chooses codes.
  private static func improvement(_ text: String) throws(WorkbenchError) -> QuantizationImprovement {
    var improvement = QuantizationImprovement()
    for name in text.split(separator: ",", omittingEmptySubsequences: false).map(String.init) {
      switch name {
      case "equalize": improvement.equalization = CrossLayerEqualization(replacesBounds: false)
      case "equalize-unbounded": improvement.equalization = CrossLayerEqualization()
      case "smooth": improvement.smoothing = SmoothQuant(.standardSearch)
      case "correct-bias": improvement.correctsBias = true
      default:
        guard let rounding = WeightRounding(rawValue: name), rounding != .nearest, improvement.rounding == .nearest
        else { throw .outOfRange(option: "--method", allowed: methods.joined(separator: ", "), found: text) }
        improvement.rounding = rounding
      }
    }
    return improvement
  }

  /// A share up to 1 of the float weights, bytes, or a share of the layers.
  private static func budget(_ text: String) throws(WorkbenchError) -> MixedQuantization.Budget {
    let allowed = "0…1, 2… (bytes), layers:0…1"
    let layers = "layers:"
    if text.hasPrefix(layers) {
      guard let share = Double(text.dropFirst(layers.count)), (0...1).contains(share) else {
        throw .outOfRange(option: "--budget", allowed: allowed, found: text)
      }
      return .layers(share)
    }
    guard let number = Double(text), number > 0, number <= 1e15 else {
      throw .outOfRange(option: "--budget", allowed: allowed, found: text)
    }
    return number <= 1 ? .share(number) : .bytes(Int(number))
  }
}
