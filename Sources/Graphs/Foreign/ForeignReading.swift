/// A graph being built from a foreign one.
package protocol ForeignReading {
  var graph: Graph { get set }
}

extension ForeignReading {
  package mutating func append(
    _ op: any Operator, _ inputs: [ValueID?], name: String = ""
  ) throws(ForeignError) -> [ValueID] {
    do { return try graph.append(op, inputs, name: name) } catch { throw .graph(error) }
  }

  package mutating func apply(
    _ op: any Operator, _ inputs: ValueID?..., name: String = ""
  ) throws(ForeignError) -> ValueID {
    let outputs = try append(op, inputs, name: name)
    guard let first = outputs.first else { throw .graph(.malformed("\(Swift.type(of: op).name) has no output")) }
    return first
  }
}
