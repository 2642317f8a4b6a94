public import Tensors

/// A function of one 8-bit code as the 256 codes it gives.
public struct CodeTable: Hashable, Sendable {
  /// 256 bytes; of int8 codes at the index of their bit pattern.
  public let codes: [UInt8]
  /// What the resulting codes are.
  public let element: ElementType
  public let parameters: QuantizationParameters

  public init(_ codes: [UInt8], element: ElementType, parameters: QuantizationParameters) {
    self.codes = codes
    self.element = element
    self.parameters = parameters
  }

  public var isIdentity: Bool { codes.enumerated().allSatisfy { $0.offset == Int($0.element) } }

  /// The results for many codes; 0 where the table has no entry.
  public func map(_ x: some Sequence<UInt8>) -> [UInt8] { x.map { Int($0) < codes.count ? codes[Int($0)] : 0 } }

  /// This table, then another.
  public func followed(by next: CodeTable) -> CodeTable {
    CodeTable(next.map(codes), element: next.element, parameters: next.parameters)
  }
}
