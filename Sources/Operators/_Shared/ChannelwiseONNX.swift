package import Graphs
import Tensors

extension ONNXReading {
  /// Applies what counts channels along the last axis to a first input whose second axis counts them.
  package mutating func channelwise(
    _ node: ForeignNode, _ make: (ValueID, inout ONNXReading) throws(ForeignError) -> ValueID
  ) throws(ForeignError) -> ONNXReading.Result {
    if hasChannelsLast(0) { return .channelsLast(try make(try channelsLast(0, of: node), &self)) }
    let x = try input(0, of: node)
    let rank = graph.type(of: x).shape.rank
    if rank <= 2 { return .asStated(try make(x, &self)) }
    if rank == 4 { return .channelsLast(try make(try channelsLast(0, of: node), &self)) }
    let moved = try apply(Transpose([0] + Array(2..<rank) + [1]), x)
    let y = try make(moved, &self)
    return .asStated(try apply(Transpose([0, rank - 1] + Array(1..<rank - 1)), y))
  }
}

extension ONNXWriting {
  /// Writes a node of one input with channels along its last axis as one whose second axis counts them.
  package mutating func appendChannelwise(
    _ kind: String, _ node: Node, _ vectors: [String], _ attributes: [String: ForeignAttribute]
  ) {
    guard let x = node.inputs[0] else { return }
    let rank = type(of: x).shape.rank
    guard rank > 2, rank != 4 else {
      let input = rank == 4 ? channelsFirst(x) : asGiven(x)
      let output = rank == 4 ? defineChannelsFirst(node.outputs[0]) : define(node.outputs[0])
      return append(kind, named: node.name, [input] + vectors, [output], attributes)
    }
    let (input, source) = (asGiven(x), constantOutput(node.name))
    append(
      "Transpose", named: node.name, [input], [source], ["perm": .ints([0, rank - 1] + Array(1..<rank - 1))])
    let result = constantOutput(node.name)
    append(kind, named: node.name, [source] + vectors, [result], attributes)
    let back = [0] + Array(2..<rank) + [1]
    append("Transpose", named: node.name, [result], [define(node.outputs[0])], ["perm": .ints(back)])
  }
}
