/// Where a quantized model loses precision, why, and what would help. Ratios are signal to noise in dB,
/// `10·log₁₀(Σ x² ÷ Σ (x − x̂)²)`; `nil` stands for equal values.
public struct QuantizationDiagnosis: VersionedReport {
  public static let currentSchemaVersion = 1
  public var schemaVersion = SchemaVersion<QuantizationDiagnosis>()

  /// Inputs measured over.
  public var samples: Int
  /// Of the model's output: as quantized, with quantized weights alone, and with quantized activations alone.
  public var output: Double?
  public var outputOfWeights: Double?
  public var outputOfActivations: Double?
  /// In execution order.
  public var layers: [Layer]
  /// Share of layers whose 8-bit products may leave 16 bits when two are added: engines without a dot-product
  /// instruction saturate there; ours adds in 32 bits.
  public var saturatingLayers: Double
  /// Whether this processor is one on which such engines use the saturating instruction.
  public var saturatesHere: Bool

  public init(
    samples: Int, output: Double?, outputOfWeights: Double?, outputOfActivations: Double?, layers: [Layer],
    saturatingLayers: Double, saturatesHere: Bool
  ) {
    self.samples = samples
    self.output = output
    self.outputOfWeights = outputOfWeights
    self.outputOfActivations = outputOfActivations
    self.layers = layers
    self.saturatingLayers = saturatingLayers
    self.saturatesHere = saturatesHere
  }

  public struct Layer: Codable, Sendable, Hashable {
    public var name: String
    public var operatorName: String
    /// Of the layer's output when only this layer is quantized and reads float inputs; then with quantized weights
    /// alone, with quantized inputs alone.
    public var local: Double?
    public var localOfWeights: Double?
    public var localOfActivations: Double?
    /// Of the layer's output in the quantized model: what has come in from before is part of it.
    public var cumulative: Double?
    /// Of the model's output when only this layer is quantized.
    public var output: Double?
    /// This layer's part of the noise that the layers make at the model's output, each quantized alone.
    public var noiseShare: Double
    public var weights: Weights?
    public var activations: Activations?
    public var cause: Cause
    public var action: Action

    public init(
      name: String, operatorName: String, local: Double?, localOfWeights: Double?, localOfActivations: Double?,
      cumulative: Double?, output: Double?, noiseShare: Double, weights: Weights?, activations: Activations?,
      cause: Cause, action: Action
    ) {
      self.name = name
      self.operatorName = operatorName
      self.local = local
      self.localOfWeights = localOfWeights
      self.localOfActivations = localOfActivations
      self.cumulative = cumulative
      self.output = output
      self.noiseShare = noiseShare
      self.weights = weights
      self.activations = activations
      self.cause = cause
      self.action = action
    }
  }

  /// The codes of a layer's weights.
  public struct Weights: Codable, Sendable, Hashable {
    public var bits: Int
    /// One scale for the tensor, not one for each output channel.
    public var isPerTensor: Bool
    /// Of all weights, and of the output channel where it is lowest.
    public var ratio: Double?
    public var worstChannel: Double?
    /// Largest magnitude of the channel that has the largest, over that of the median channel.
    public var channelRangeRatio: Double
    /// Output channels whose codes are all zero.
    public var zeroChannels: Int

    public init(
      bits: Int, isPerTensor: Bool, ratio: Double?, worstChannel: Double?, channelRangeRatio: Double, zeroChannels: Int
    ) {
      self.bits = bits
      self.isPerTensor = isPerTensor
      self.ratio = ratio
      self.worstChannel = worstChannel
      self.channelRangeRatio = channelRangeRatio
      self.zeroChannels = zeroChannels
    }
  }

  /// The codes of a layer's first input.
  public struct Activations: Codable, Sendable, Hashable {
    /// Share of values outside the range, and their share of the squared error.
    public var clipped: Double
    public var clippedNoise: Double
    /// Share of the codes that is enough for 99.9 % of the values.
    public var codesInUse: Double

    public init(clipped: Double, clippedNoise: Double, codesInUse: Double) {
      self.clipped = clipped
      self.clippedNoise = clippedNoise
      self.codesInUse = codesInUse
    }
  }

  /// What makes most of a layer's noise.
  public enum Cause: String, Codable, Sendable, Hashable, CaseIterable {
    /// One scale serves channels of very different ranges.
    case channelRanges
    /// The steps between weight codes are too wide.
    case weightResolution
    /// Values outside the range are cut off.
    case clipping
    /// A few large values take the codes that the others need.
    case outliers
    /// The steps between activation codes are too wide.
    case activationResolution
    /// The layer adds nothing to speak of.
    case none
  }

  /// What helps against a cause.
  public enum Action: String, Codable, Sendable, Hashable, CaseIterable {
    case perChannel, learnRounding, moreWeightBits, widerRange, cutOutliers, widerActivations, none
  }
}
