/// A builtin operator of TFLite: its code in a file, its name, and the table of options that goes with it.
struct TFLiteOperator {
  let code: Int
  let name: String
  let options: TFLiteOptions

  init(_ code: Int, _ name: String, _ options: TFLiteOptions = .none) {
    self.code = code
    self.name = name
    self.options = options
  }

  /// `nil` for a code that is not in the schema.
  static func coded(_ code: Int) -> TFLiteOperator? { byCode[code] }
  static func named(_ name: String) -> TFLiteOperator? { byName[name] }

  private static let byCode = Dictionary(uniqueKeysWithValues: all.map { ($0.code, $0) })
  private static let byName = Dictionary(uniqueKeysWithValues: all.map { ($0.name, $0) })
}

/// A table of options: its tag in the union `BuiltinOptions` and its fields.
struct TFLiteOptions {
  /// 0 stands for no table.
  let tag: Int
  let fields: [TFLiteOption]

  init(_ tag: Int, _ fields: [TFLiteOption] = []) {
    self.tag = tag
    self.fields = fields
  }

  static let none = TFLiteOptions(0)
}

/// One field of a table of options. In a `ForeignNode` it is an attribute of the same name: integers and flags as
/// `int`, members of an enumeration as `string`. The attribute always exists, an absent field as its default.
struct TFLiteOption {
  enum Kind {
    case int(default: Int32)
    case float
    /// One byte.
    case flag(default: Bool)
    /// One byte.
    case choice(TFLiteEnumeration)
    /// A vector of 32-bit integers.
    case ints
  }

  let field: FlatField
  let kind: Kind

  static func int(_ id: Int, _ name: String, _ value: Int32 = 0) -> TFLiteOption {
    TFLiteOption(field: FlatField(id, name), kind: .int(default: value))
  }
  static func float(_ id: Int, _ name: String) -> TFLiteOption {
    TFLiteOption(field: FlatField(id, name), kind: .float)
  }
  static func flag(_ id: Int, _ name: String, _ value: Bool = false) -> TFLiteOption {
    TFLiteOption(field: FlatField(id, name), kind: .flag(default: value))
  }
  static func ints(_ id: Int, _ name: String) -> TFLiteOption { TFLiteOption(field: FlatField(id, name), kind: .ints) }
  static func choice(_ id: Int, _ name: String, _ enumeration: TFLiteEnumeration) -> TFLiteOption {
    TFLiteOption(field: FlatField(id, name), kind: .choice(enumeration))
  }
  static func padding(_ id: Int) -> TFLiteOption { choice(id, "padding", .padding) }
  static func activation(_ id: Int) -> TFLiteOption { choice(id, "fused_activation_function", .activation) }
}

/// Names by number; the default is number 0.
struct TFLiteEnumeration {
  /// Empty for a number that has none.
  let names: [String]

  static let padding = TFLiteEnumeration(names: ["SAME", "VALID"])
  static let activation = TFLiteEnumeration(names: ["NONE", "RELU", "RELU_N1_TO_1", "RELU6", "TANH", "SIGN_BIT"])
  static let weightsFormat = TFLiteEnumeration(names: ["DEFAULT", "SHUFFLED4x16INT8"])
  static let mirrorPadMode = TFLiteEnumeration(names: ["REFLECT", "SYMMETRIC"])
  static let lstmKernel = TFLiteEnumeration(names: ["FULL", "BASIC"])
  static let elementType = TFLiteEnumeration(names: [
    "FLOAT32", "FLOAT16", "INT32", "UINT8", "INT64", "STRING", "BOOL", "INT16", "COMPLEX64", "INT8", "FLOAT64",
    "COMPLEX128", "UINT64", "RESOURCE", "VARIANT", "UINT32", "UINT16", "INT4", "BFLOAT16", "INT2", "UINT4",
  ])
}
