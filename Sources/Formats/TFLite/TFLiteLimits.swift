/// What a TFLite file may hold before it is refused. The defaults are far above every model for a small device.
package struct TFLiteLimits: Sendable, Hashable {
  /// Bytes of the file; offsets of FlatBuffers end at 4 GiB, those of TFLite's tools at 2 GiB.
  package var fileBytes = (1 << 31) - 1
  package var nodes = 100_000
  package var tensors = 100_000
  package var rank = 8
  /// Bytes of memory that reading may take: this many per byte of the file, and a fixed part.
  package var memoryPerFileByte = 4
  package var memoryBase = 64 << 20

  package init() {}
}
