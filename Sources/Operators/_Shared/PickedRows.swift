package import Graphs
import Tensors

extension Graph {
  /// Below what the numbers of an integer value have to stay because some Gather picks by them.
  ///
  /// Follows the value through every operator that only moves elements, as far as it stays an integer.
  /// - Returns: extent of the smallest table; nil when nothing picks by the value.
  package func rowsPicked(by id: ValueID) -> Int? {
    var readers: [ValueID: [Node]] = [:]
    for node in nodes { for operand in Set(node.operands) { readers[operand, default: []].append(node) } }
    var rows: Int?
    var seen: Set<ValueID> = [id]
    var open = [id]
    while let value = open.popLast() {
      for node in readers[value, default: []] {
        if let gather = node.op as? Gather, node.inputs[1] == value, let table = node.inputs[0] {
          let shape = type(of: table).shape
          if let axis = shape.normalized(axis: gather.axis) { rows = min(rows ?? .max, shape[axis]) }
        } else if node.op.actsOnCodes {
          for output in node.outputs where type(of: output).element == type(of: id).element {
            if seen.insert(output).inserted { open.append(output) }
          }
        }
      }
    }
    return rows
  }
}
