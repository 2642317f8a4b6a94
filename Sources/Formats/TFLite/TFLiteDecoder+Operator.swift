import Graphs

extension TFLiteDecoder {
  /// An entry of the table of operator codes, as the node that each of its operators starts from.
  struct Code {
    /// `nil` for a custom operator.
    let builtin: TFLiteOperator?
    let node: ForeignNode
  }

  func operatorCodes() throws(FormatError) -> [Code] {
    typealias Field = TFLiteFields.OperatorCode
    var codes: [Code] = []
    for table in try model.tables(TFLiteFields.Model.operatorCodes) {
      let old = Int(try table.number(Field.deprecatedBuiltin, default: Int8(0)))
      let code = max(old, Int(try table.number(Field.builtin, default: Int32(0))))
      let version = Int(try table.number(Field.version, default: Int32(1)))
      guard (1...10_000).contains(version) else {
        throw .value(table.place(Field.version), expected: "1...10000", found: "\(version)")
      }
      if code == TFLiteDecoder.customCode {
        let name = try table.text(Field.custom)
        let kind = name.isEmpty ? "CUSTOM" : name
        let node = ForeignNode(domain: TFLiteDecoder.customDomain, kind: kind, version: version)
        codes.append(Code(builtin: nil, node: node))
        continue
      }
      // An operator that is newer than the schema is refused by its number, if an output needs it.
      let builtin = TFLiteOperator.coded(code)
      let kind = builtin?.name ?? "BUILTIN_\(code)"
      codes.append(
        Code(builtin: builtin, node: ForeignNode(domain: ForeignNode.tfliteDomain, kind: kind, version: version)))
    }
    return codes
  }

  private static let customCode = 32
  private static let customDomain = "tflite.custom"

  /// Every option of the operator. As in TFLite itself, a table of another type counts as absent, and absent options
  /// have their defaults.
  func attributes(of table: FlatTable, _ builtin: TFLiteOperator) throws(FormatError) -> [String: ForeignAttribute] {
    typealias Field = TFLiteFields.Operator
    guard builtin.options.tag != 0 else { return [:] }
    let tag = Int(try table.number(Field.optionsType, default: UInt8(0)))
    let options = tag == builtin.options.tag ? try table.table(Field.options) : nil
    var attributes: [String: ForeignAttribute] = [:]
    for option in builtin.options.fields {
      let field = option.field
      switch option.kind {
      case .int(let value): attributes[field.name] = .int(Int(try options?.number(field, default: value) ?? value))
      case .float: attributes[field.name] = .float(try options?.float(field, default: 0) ?? 0)
      case .flag(let value): attributes[field.name] = .int(try options?.flag(field, default: value) ?? value ? 1 : 0)
      case .ints:
        attributes[field.name] = .ints(try options?.numbers(field, as: Int32.self).map { Int($0) } ?? [])
      case .choice(let enumeration):
        let number = Int(try options?.number(field, default: Int8(0)) ?? 0)
        guard enumeration.names.indices.contains(number) else {
          throw .value(
            (options ?? table).place(field), expected: "0..<\(enumeration.names.count)", found: "\(number)")
        }
        attributes[field.name] = .string(enumeration.names[number])
      }
    }
    if let called = builtin.options.fields.first(where: { $0.field.name.contains("subgraph") }) {
      throw .refused(table.place(called.field), feature: "subgraph")
    }
    return attributes
  }
}
