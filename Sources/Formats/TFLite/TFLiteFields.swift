/// The fields of a TFLite file that are no operator's options, by table. Reading and writing use the same.
///
/// Source: TensorFlow Lite `schema.fbs`, schema version 3.
enum TFLiteFields {
  static let identifier = "TFL3"
  static let version: UInt32 = 3

  enum Model {
    static let version = FlatField(0, "version")
    static let operatorCodes = FlatField(1, "operator_codes")
    static let subgraphs = FlatField(2, "subgraphs")
    static let description = FlatField(3, "description")
    static let buffers = FlatField(4, "buffers")
    static let metadata = FlatField(6, "metadata")
    static let signatures = FlatField(7, "signature_defs")
  }

  enum OperatorCode {
    /// One byte; codes from 127 on stand in ``builtin`` only.
    static let deprecatedBuiltin = FlatField(0, "deprecated_builtin_code")
    static let custom = FlatField(1, "custom_code")
    static let version = FlatField(2, "version")
    static let builtin = FlatField(3, "builtin_code")
  }

  enum Subgraph {
    static let tensors = FlatField(0, "tensors")
    static let inputs = FlatField(1, "inputs")
    static let outputs = FlatField(2, "outputs")
    static let operators = FlatField(3, "operators")
    static let name = FlatField(4, "name")
  }

  enum Tensor {
    static let shape = FlatField(0, "shape")
    static let type = FlatField(1, "type")
    static let buffer = FlatField(2, "buffer")
    static let name = FlatField(3, "name")
    static let quantization = FlatField(4, "quantization")
    static let isVariable = FlatField(5, "is_variable")
    static let sparsity = FlatField(6, "sparsity")
    /// Like the shape, −1 for an extent that is not known.
    static let shapeSignature = FlatField(7, "shape_signature")
    static let hasRank = FlatField(8, "has_rank")
    static let externalBuffer = FlatField(10, "external_buffer")
  }

  enum Quantization {
    static let minimum = FlatField(0, "min")
    static let maximum = FlatField(1, "max")
    static let scale = FlatField(2, "scale")
    /// 64-bit integers.
    static let zeroPoint = FlatField(3, "zero_point")
    static let detailsType = FlatField(4, "details_type")
    static let axis = FlatField(6, "quantized_dimension")
  }

  enum Buffer {
    static let data = FlatField(0, "data")
    /// Bytes from the start of the file, for data behind the FlatBuffer.
    static let offset = FlatField(1, "offset")
    static let size = FlatField(2, "size")
  }

  enum Operator {
    static let code = FlatField(0, "opcode_index")
    /// −1 for an optional input that is absent.
    static let inputs = FlatField(1, "inputs")
    static let outputs = FlatField(2, "outputs")
    static let optionsType = FlatField(3, "builtin_options_type")
    static let options = FlatField(4, "builtin_options")
    static let intermediates = FlatField(8, "intermediates")
  }

  enum Metadata {
    static let name = FlatField(0, "name")
    static let buffer = FlatField(1, "buffer")
  }

  enum Signature {
    static let inputs = FlatField(0, "inputs")
    static let outputs = FlatField(1, "outputs")
    static let key = FlatField(2, "signature_key")
    static let subgraph = FlatField(4, "subgraph_index")
  }

  enum TensorMap {
    static let name = FlatField(0, "name")
    static let tensor = FlatField(1, "tensor_index")
  }
}
