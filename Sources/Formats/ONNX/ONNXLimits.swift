/// What a file may hold before it is refused. The defaults are far above every model for a small device.
package struct ONNXLimits: Sendable, Hashable {
  /// Bytes of the file; protobuf itself ends at 2 GiB.
  package var fileBytes = (1 << 31) - 1
  /// Bytes of a file with external data.
  package var externalFileBytes = 1 << 36
  package var nodes = 100_000
  /// Initializers and tensor attributes together.
  package var tensors = 100_000
  /// Attributes of one node.
  package var attributesPerNode = 1_000
  /// Inputs, outputs and attributes of one node together.
  package var fieldsPerNode = 16_384
  /// Fields of one other message, elements of one attribute list.
  package var listLength = 1_000_000
  package var rank = 8
  /// Subgraphs inside each other.
  package var subgraphDepth = 8
  /// Bytes of a name or another text.
  package var textBytes = 1 << 20
  /// Bytes of memory that reading may take: this many per byte of the file, and a fixed part.
  package var memoryPerFileByte = 4
  package var memoryBase = 64 << 20

  package init() {}
}
