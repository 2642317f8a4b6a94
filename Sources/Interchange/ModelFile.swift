package import Formats
package import Graphs

package import struct Foundation.URL

/// Model files ↔ ``Graph``. The format is known by the file's extension.
package enum ModelFile {
  /// Reads a model and checks it.
  ///
  /// Inputs and outputs keep their names and the axis order of the file; inside, images are NHWC.
  /// - Parameters:
  ///   - binding: settles what the file leaves open.
  ///   - defersWeights: large constants stay in the file until they are asked for; for a graph that is to be run.
  /// - Throws: ``InterchangeError``.
  package static func load(
    _ url: URL, binding: ModelBinding = ModelBinding(), limits: ONNXLimits = ONNXLimits(), defersWeights: Bool = false
  ) throws(InterchangeError) -> Graph {
    try graph(from: read(url, limits: limits, defersWeights: defersWeights), binding: binding)
  }

  /// The model as its file states it, to be bound several times.
  /// - Parameter readsExternalData: tensors may lie in other files below the model's folder.
  /// - Throws: ``InterchangeError``.
  package static func read(
    _ url: URL, limits: ONNXLimits = ONNXLimits(), defersWeights: Bool = false, readsExternalData: Bool = false
  ) throws(InterchangeError) -> ForeignGraph {
    do {
      switch try ModelFormat(of: url) {
      case .onnx:
        return try ONNXFile.read(
          url, limits: limits, defersWeights: defersWeights, readsExternalData: readsExternalData)
      case .tflite: return try TFLiteFile.read(url, defersWeights: defersWeights)
      }
    } catch let error as FormatError { throw .format(error) } catch let error as InterchangeError { throw error } catch
    {
      throw .unknownFormat(file: url.path)
    }
  }

  /// Reads a model from the bytes of an ONNX file.
  /// - Parameter file: what errors call these bytes.
  /// - Throws: ``InterchangeError``.
  package static func load(
    onnx bytes: [UInt8], file: String, binding: ModelBinding = ModelBinding(), limits: ONNXLimits = ONNXLimits()
  ) throws(InterchangeError) -> Graph {
    let foreign: ForeignGraph
    do { foreign = try ONNXFile.read(bytes, file: file, limits: limits) } catch { throw .format(error) }
    return try graph(from: foreign, binding: binding)
  }

  /// Replaces the file at `url` in one step; it holds the old or the new model, never a part.
  ///
  /// The graph must be one without fused epilogues. Equal graphs give equal bytes.
  /// - Parameters:
  ///   - origin: the format the graph was read from, see ``tfliteGraph(from:origin:)``.
  ///   - form: how an ONNX file states layers on codes.
  /// - Throws: ``InterchangeError``.
  package static func save(
    _ graph: Graph, to url: URL, origin: ModelFormat? = nil, form: QuantizedForm = .qdq
  ) throws(InterchangeError) {
    switch try ModelFormat(of: url) {
    case .onnx:
      let foreign = form.applied(to: try foreignGraph(from: graph))
      do { try ONNXFile.write(foreign, to: url) } catch { throw .format(error) }
    case .tflite:
      let foreign = try tfliteGraph(from: graph, origin: origin)
      do { try TFLiteFile.write(foreign, to: url) } catch { throw .format(error) }
    }
  }

  /// The bytes of an ONNX file.
  /// - Throws: ``InterchangeError``.
  package static func onnxBytes(
    of graph: Graph, form: QuantizedForm = .qdq
  ) throws(InterchangeError) -> [UInt8] {
    let foreign = form.applied(to: try foreignGraph(from: graph))
    do { return try ONNXFile.bytes(of: foreign) } catch { throw .format(error) }
  }

  /// The bytes of a TFLite file.
  /// - Throws: ``InterchangeError``.
  package static func tfliteBytes(
    of graph: Graph, origin: ModelFormat? = nil
  ) throws(InterchangeError) -> [UInt8] {
    let foreign = try tfliteGraph(from: graph, origin: origin)
    do { return try TFLiteFile.bytes(of: foreign) } catch { throw .format(error) }
  }
}

/// The formats of model files, known by the file's extension.
package enum ModelFormat: String, Sendable, CaseIterable {
  case onnx, tflite

  /// - Throws: ``InterchangeError/unknownFormat(file:)``, ``InterchangeError/executable(file:)``.
  package init(of url: URL) throws(InterchangeError) {
    let found = url.pathExtension.lowercased()
    if ["pt", "pth", "pkl", "pickle", "joblib", "ckpt"].contains(found) { throw .executable(file: url.path) }
    guard let format = ModelFormat(rawValue: found == "lite" ? "tflite" : found) else {
      throw .unknownFormat(file: url.path)
    }
    self = format
  }
}

/// Why a model could not be read or written.
package enum InterchangeError: Error, Sendable {
  case format(FormatError)
  case foreign(ForeignError)
  case graph(GraphError)
  /// The extension belongs to no format that is read here.
  case unknownFormat(file: String)
  /// A Python pickle is a program: reading it would run it.
  case executable(file: String)
  /// The batch that open extents are bound to is below 1 or above 2³¹ − 1.
  case batch(Int)
}
