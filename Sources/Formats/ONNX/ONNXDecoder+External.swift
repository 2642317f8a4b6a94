import Tensors

#if canImport(Darwin)
  private import Darwin
#elseif canImport(Musl)
  private import Musl
#else
  private import Glibc
#endif

extension ONNXDecoder {
  /// A tensor whose bytes lie in another file. Keys other than `location`, `offset` and `length` mean nothing here.
  func external(_ type: TensorType, _ proto: ONNXTensorProto, _ field: String) throws(FormatError) -> Tensor {
    let here = place(field + ".external_data")
    guard proto.dataLocation == .external, let folder = data.folder else {
      throw .value(here, expected: "data_location EXTERNAL", found: "DEFAULT")
    }
    guard try dataField(proto, field) == nil else {
      throw .value(here, expected: "data in one place", found: "data in the file, too")
    }
    let location = try entry("location", proto, here)
    guard let location else { throw .missing(place(field + ".external_data.location")) }
    let file = try folder.file(location, limit: limits.externalFileBytes, here)
    let offset = try number("offset", proto, here) ?? 0
    guard offset <= file.byteCount else { throw .truncated(here, needed: offset, found: file.byteCount) }
    let length = try number("length", proto, here) ?? file.byteCount - offset
    guard length <= file.byteCount - offset else {
      throw .truncated(here, needed: length, found: file.byteCount - offset)
    }
    guard length == type.byteCount else { throw .byteCount(here, expected: type.byteCount, found: length) }
    // Tensors may overlap, but not so often that a small file fills the memory.
    let (scaled, overflow) = file.byteCount.multipliedReportingOverflow(by: limits.memoryPerFileByte)
    let allowed = overflow ? Int.max : max(scaled, limits.memoryBase)
    let taken = folder.borrow(length, from: file)
    guard taken <= allowed else { throw .limit(here, name: "bytes of one file", allowed: allowed, found: taken) }
    guard let tensor = data.tensor(type, in: file, at: offset) else { throw .unreadable(file: file.path, code: EIO) }
    guard type.element == .bool else { return tensor }
    return try filled(type, tensor.withBytes { Array($0) }, field)
  }

  private func entry(
    _ key: String, _ proto: ONNXTensorProto, _ place: FormatError.Place
  ) throws(FormatError) -> String? {
    let entries = proto.externalData.filter { $0.key == key }
    guard entries.count <= 1 else { throw .duplicate(place, name: key) }
    return entries.first?.value
  }

  /// A decimal number without a sign.
  private func number(
    _ key: String, _ proto: ONNXTensorProto, _ place: FormatError.Place
  ) throws(FormatError) -> Int? {
    guard let text = try entry(key, proto, place) else { return nil }
    guard !text.isEmpty, text.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }),
      let number = Int(text)
    else { throw .value(place, expected: "\(key) as a number", found: text) }
    return number
  }
}
