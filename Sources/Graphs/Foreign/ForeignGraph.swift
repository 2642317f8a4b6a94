package import Tensors

/// A model as a file states it, before any operator has been recognized: the neutral form between byte readers, which
/// know no operator, and operators, which know no file format.
package struct ForeignGraph: Sendable, Hashable {
  package var name = ""
  /// Version of the operator set by domain; the empty domain is ONNX's own.
  package var operatorSets: [String: Int] = [:]
  package var producer = ""
  package var inputs: [ForeignValue] = []
  package var outputs: [ForeignValue] = []
  package var nodes: [ForeignNode] = []
  package var constants: [String: Tensor] = [:]
  /// Types stated for values in between, if any. A TFLite file states all of them; those that keep what they hold from
  /// run to run are here, too, though no node makes them.
  package var valueTypes: [String: ForeignValue] = [:]
  package var metadata: [String: String] = [:]

  package init() {}
}

/// A named value with a possibly open shape.
package struct ForeignValue: Sendable, Hashable {
  package enum Extent: Sendable, Hashable {
    case fixed(Int)
    /// Known only when the model is loaded, by name.
    case open(String)
  }
  package var name: String
  package var element: ElementType
  package var extents: [Extent]
  /// What codes stand for, in formats that state it of values.
  package var quantization: QuantizationParameters?
  /// Whether the value is kept from run to run: the state of a recurrent operator.
  package var isVariable: Bool
  /// True when the file does not even state how many extents there are; ``extents`` is then empty.
  package var rankIsOpen: Bool

  package init(
    name: String, element: ElementType, extents: [Extent], quantization: QuantizationParameters? = nil,
    isVariable: Bool = false, rankIsOpen: Bool = false
  ) {
    self.name = name
    self.element = element
    self.extents = extents
    self.quantization = quantization
    self.isVariable = isVariable
    self.rankIsOpen = rankIsOpen
  }
}

/// One operator application as a file states it.
package struct ForeignNode: Sendable, Hashable {
  package var name: String
  package var domain: String
  package var kind: String
  /// The version of the operator set that applies to this node; in TFLite, of the operator itself.
  package var version: Int
  /// Names; empty stands for an absent optional input.
  package var inputs: [String]
  package var outputs: [String]
  package var attributes: [String: ForeignAttribute]

  package init(
    name: String = "", domain: String = "", kind: String, version: Int = ForeignNode.exportVersion,
    inputs: [String] = [],
    outputs: [String] = [], attributes: [String: ForeignAttribute] = [:]
  ) {
    self.name = name
    self.domain = domain
    self.kind = kind
    self.version = version
    self.inputs = inputs
    self.outputs = outputs
    self.attributes = attributes
  }

  /// The ONNX operator set that files of ours use, unless an operator needs a newer one.
  package static let exportVersion = 17
  /// The domain of TFLite's builtin operators.
  package static let tfliteDomain = "tflite"
}

package enum ForeignAttribute: Sendable, Hashable {
  case int(Int)
  case float(Float)
  case string(String)
  case ints([Int])
  case floats([Float])
  case strings([String])
  case tensor(Tensor)
  /// A branch or body, which may read the values of the graphs around it.
  case graph(ForeignGraph)
}

/// What can be wrong between a foreign graph and ours.
package enum ForeignError: Error, Sendable {
  case unsupportedOperator(kind: String, domain: String, node: String, version: Int)
  case unsupportedAttribute(node: String, kind: String, attribute: String, problem: String)
  case missingInput(node: String, kind: String, input: Int)
  case notConstant(node: String, kind: String, input: Int)
  case unknownValue(node: String, name: String)
  /// An extent of an input that nothing settles, and what it is called in the file.
  case openShape(input: String, symbol: String)
  /// The tensor given for an input is not of the type or shape that the file states for it.
  case givenInput(name: String, expected: String, found: String)
  /// Making a value that is needed while reading takes more memory or work than reading may.
  case evaluationTooLarge(node: String)
  case graph(GraphError)
  case cannotExport(operatorName: String, node: String, problem: String)
}

extension ForeignNode {
  package func int(_ name: String, default value: Int) -> Int {
    if case .int(let found)? = attributes[name] { return found }
    return value
  }
  package func float(_ name: String, default value: Float) -> Float {
    if case .float(let found)? = attributes[name] { return found }
    return value
  }
  package func ints(_ name: String) -> [Int]? {
    if case .ints(let found)? = attributes[name] { return found }
    return nil
  }
  package func string(_ name: String, default value: String) -> String {
    if case .string(let found)? = attributes[name] { return found }
    return value
  }
}
