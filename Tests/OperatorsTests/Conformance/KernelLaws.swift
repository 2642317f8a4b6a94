import Graphs
import Kernels
import Operators
import Tensors
import Testing

@Suite("Kernels against references")
struct KernelLaws {
  @Test(
    "every kernel agrees with the reference, on every level, with known or given weights, in place where offered",
    arguments: OperatorCase.all)
  func agrees(_ item: OperatorCase) throws {
    let (op, inputs) = (item.sample.op, item.sample.inputs)
    let expected = try Node(name: "n", op: op, inputs: inputs.map { _ in nil }, outputs: []).reference(inputs)
    for level in InstructionSet.available {
      for constants in [Set<Int>(), Set(inputs.indices.dropFirst())] {
        for inPlace in [false, true] {
          let made = KernelRunner.run(
            op, inputs, constants: constants, outputs: expected.map(\.type), instructionSet: level, inPlace: inPlace)
          guard let made else { continue }
          let distance = made.distance(to: expected[0])
          #expect(
            distance <= item.sample.tolerance,
            "\(level), constants \(constants.sorted()), in place \(inPlace): off by \(distance)")
        }
      }
    }
  }

  @Test("the number of threads changes no bit of any kernel", arguments: OperatorCase.all)
  func threads(_ item: OperatorCase) throws {
    let (op, inputs) = (item.sample.op, item.sample.inputs)
    let types = item.types
    let outputs = try op.outputTypes(for: op.actsOnCodes ? types : types.map { $0?.dequantized })
    for level in InstructionSet.available {
      for constants in [Set<Int>(), Set(inputs.indices.dropFirst())] {
        func made(_ pool: WorkerPool?) -> Tensor? {
          KernelRunner.run(op, inputs, constants: constants, outputs: outputs, instructionSet: level, pool: pool)
        }
        guard let alone = made(nil) else { continue }
        for pool in KernelLaws.pools {
          #expect(made(pool) == alone, "\(level), constants \(constants.sorted()), \(pool.threads) threads")
        }
      }
    }
  }

  /// Sharing even the few elements of a sample: the cuts then lie where they never lie in a model.
  private static let pools = [2, 3].map { WorkerPool(threads: $0, sharesShortSteps: true) }

  @Test("an operator that says it has kernels has one for some sample")
  func coverage() {
    for type in OperatorRegistry.all {
      guard let op = type.samples.first?.op, op is any Accelerated, !KernelLaws.runsTablesOnly(op) else { continue }
      let covered = type.samples.contains { sample in
        let types = sample.inputs.map { $0?.type }
        guard
          let outputs = try? sample.op.outputTypes(for: sample.op.actsOnCodes ? types : types.map { $0?.dequantized })
        else { return false }
        let request = KernelRequest(inputs: types, constants: sample.inputs, outputs: outputs)
        return (sample.op as? any Accelerated)?.kernel(for: request) != nil
      }
      #expect(covered, "\(type.name) runs its reference only")
    }
  }

  /// True for functions without a float32 kernel, which run as tables of codes, and for reductions without one.
  private static func runsTablesOnly(_ op: any Operator) -> Bool {
    switch op {
    case let op as any UnaryOperator: op.function == nil
    case let op as any BinaryOperator: op.function == nil && !(op is Add || op is Subtract || op is Multiply)
    case let op as any ReductionOperator: type(of: op).kind == nil
    default: false
    }
  }

  @Test("an epilogue is done by the kernel as the node defines it", arguments: OperatorCase.all)
  func epilogues(_ item: OperatorCase) throws {
    let (op, inputs) = (item.sample.op, item.sample.inputs)
    guard op is any Accelerated, !op.actsOnCodes, inputs.allSatisfy({ $0 == nil || $0?.element == .float32 }) else {
      return
    }
    let types = try op.outputTypes(for: item.types)
    guard types[0].element == .float32 else { return }
    let residual = Tensor.random(types[0].shape, seed: 77)
    var graph = Graph()
    let id = graph.constant(residual)
    for epilogue in [
      Epilogue(clamp: 0...Float.infinity), Epilogue(clamp: -0.25...0.5), Epilogue(residual: id),
      Epilogue(residual: id, clamp: 0...6), Epilogue(function: .silu), Epilogue(residual: id, function: .gelu),
    ] {
      let addend = epilogue.residual == nil ? nil : residual
      let node = Node(name: "n", op: op, inputs: inputs.map { _ in nil }, outputs: [], epilogue: epilogue)
      let expected = try node.reference(inputs, residual: addend)[0]
      for level in InstructionSet.available {
        let made = KernelRunner.run(
          op, inputs, constants: Set(inputs.indices.dropFirst()), epilogue: epilogue, residual: addend, outputs: types,
          instructionSet: level)
        guard let made else { continue }
        #expect(made.distance(to: expected) <= item.sample.tolerance, "\(level), \(epilogue)")
      }
    }
  }
}
