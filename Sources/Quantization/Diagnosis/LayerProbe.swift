import EdgeRuntime
import Graphs
import Operators
import Tensors

/// One graph that computes, for every layer, its float output and its output with quantized weights, with quantized
/// inputs and with both, always from the float values before it.
struct LayerProbe {
  /// The noise of each layer by itself.
  struct Noise {
    var both = NoiseMeter()
    var weights = NoiseMeter()
    var activations = NoiseMeter()
  }

  private let layers: [Node]
  private let inputs: [ValueID?]
  private let session: Session

  /// - Parameter variant: of the assembly.
  init(_ assembly: LayerAssembly, variant: Int) throws(QuantizationError) {
    let names = Set(assembly.layers)
    layers = assembly.base.nodes.filter { names.contains($0.name) }
    inputs = layers.map { node in node.inputs.first { $0.map { assembly.base.constant($0) == nil } ?? false } ?? nil }
    var building = AssemblyBuilding(assembly)
    var outputs: [ValueID] = []
    do {
      for node in assembly.base.nodes {
        try building.append(node, as: .float)
        guard names.contains(node.name), let output = building.value(node.outputs[0]) else { continue }
        let forms = [
          LayerForm(variant: variant), LayerForm(weights: variant, activations: nil),
          LayerForm(weights: nil, activations: variant),
        ]
        outputs.append(output)
        for (index, form) in forms.enumerated() {
          outputs.append(try building.appendTwin(of: node, as: form, name: "\(node.name)/\(index)")[0])
        }
      }
      outputs += inputs.compactMap { $0.flatMap { building.value($0) } }
      building.setOutputs(outputs)
      session = try LayerProbe.session(building.result.withoutDeadNodes().sorted())
    } catch let error as GraphError { throw .graph(error) } catch let error as RuntimeError {
      throw .runtime(error)
    } catch {
      throw .graph(.malformed("\(error)"))
    }
  }

  /// A session in which every value exists, as nothing is fused.
  static func session(_ graph: Graph) throws(RuntimeError) -> Session {
    var options = PlanOptions()
    options.optimizes = false
    return Session(try ExecutionPlan(graph, options: options))
  }

  /// Runs one input through the layers.
  /// - Parameter input: receives the number of each layer and the values that it reads.
  func add(
    _ sample: [Tensor], to noise: inout [Noise], input: (Int, Tensor) -> Void
  ) throws(QuantizationError) {
    let outputs: [Tensor]
    do { outputs = try session.run(sample) } catch { throw .runtime(error) }
    for index in layers.indices {
      let value = outputs[index * 4]
      noise[index].both.add(value, changed: outputs[index * 4 + 1])
      noise[index].weights.add(value, changed: outputs[index * 4 + 2])
      noise[index].activations.add(value, changed: outputs[index * 4 + 3])
    }
    var next = layers.count * 4
    for index in layers.indices where inputs[index] != nil {
      input(index, outputs[next])
      next += 1
    }
  }
}
