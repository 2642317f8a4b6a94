import EdgeRuntime
import Graphs
import Operators
import Quantization
import Reports
import Tensors
import Testing

import func Foundation.pow

@Suite("Diagnosis of a quantized model")
struct DiagnosisTests {
  @Test("all layers in a variant's form are the variant; none is the float model")
  func assembly() throws {
    let net = try DenseNet()
    let quantized = try net.quantized()
    let assembly = try LayerAssembly(net.graph, variants: [quantized])
    #expect(assembly.layers == ["dense0", "dense1", "dense2"])
    let forms = Dictionary(uniqueKeysWithValues: assembly.layers.map { ($0, LayerForm(variant: 0)) })
    for sample in DenseNet.samples(8) {
      #expect(try assembly.graph(forms).reference(sample) == (try quantized.reference(sample)))
      #expect(try assembly.graph([:]).reference(sample) == (try net.graph.reference(sample)))
    }
    // One layer alone: its weights are codes, the others' are float.
    let one = try assembly.graph(["dense1": LayerForm(variant: 0)])
    let elements = Dictionary(uniqueKeysWithValues: one.constants.map { (one[$0].name, one.type(of: $0).element) })
    #expect(elements["w0"] == .float32)
    #expect(elements["w1"] == .int8)
    #expect(elements["b1"] == .int32)
    #expect(elements["w2"] == .float32)
    let weightsAlone = try assembly.graph(["dense1": LayerForm(weights: 0, activations: nil)])
    #expect(!weightsAlone.nodes.contains { $0.op is QuantizeLinear })
    #expect(weightsAlone.constants.contains { weightsAlone.type(of: $0).element == .int8 })
  }

  @Test("an even net of uniform weights has no finding; weights and activations make up the local noise")
  func sound() throws {
    let net = try DenseNet()
    let diagnosis = try ModelDiagnosis(float: net.graph, quantized: net.quantized()).run(DenseNet.samples(64))
    #expect(diagnosis.layers.map(\.name) == ["dense0", "dense1", "dense2"])
    #expect(diagnosis.layers.allSatisfy { ($0.local ?? 99) > 35 })
    #expect(abs(diagnosis.layers.reduce(0) { $0 + $1.noiseShare } - 1) < 1e-9)
    for layer in diagnosis.layers {
      func power(_ ratio: Double?) -> Double { ratio.map { pow(10, -$0 / 10) } ?? 0 }
      // Two independent errors: their powers add, but for the chance of 512 outputs.
      let sum = power(layer.localOfWeights) + power(layer.localOfActivations)
      #expect(power(layer.local) < 1.4 * sum && power(layer.local) > 0.6 * sum)
    }
    // Noise grows on the way to the output.
    #expect((diagnosis.layers[2].cumulative ?? 0) <= (diagnosis.layers[0].cumulative ?? 0) + 3)
  }

  @Test("one channel 200 times as large as the others under one scale: the cause is the channels' ranges")
  func channelRanges() throws {
    let net = try DenseNet { layer, weights in
      if layer == 1 { for index in 0..<8 { weights[index] *= 200 } }
    }
    let diagnosis = try ModelDiagnosis(float: net.graph, quantized: net.quantized(.minMax, .perTensor))
      .run(DenseNet.samples(64))
    let layer = diagnosis.layers[1]
    #expect((layer.weights?.channelRangeRatio ?? 0) > 100)
    #expect(layer.weights?.isPerTensor == true)
    // The large channel alone decides the power of the output, so its noise is what the local view sees; the worst
    // channel shows what one scale does to the others.
    #expect((layer.weights?.worstChannel ?? 99) < 12)
    let perChannel = try ModelDiagnosis(float: net.graph, quantized: net.quantized(.minMax, .perChannel))
      .run(DenseNet.samples(64)).layers[1]
    #expect((perChannel.weights?.worstChannel ?? 0) > 35)
    #expect(perChannel.weights?.isPerTensor == false)
  }

  @Test("a range that was too narrow shows as clipping")
  func clipping() throws {
    let net = try DenseNet()
    let small = try DenseNet.samples(64).map { [try Tensor($0[0].floats.map { $0 * 0.2 }, shape: [1, 8])] }
    let diagnosis = try ModelDiagnosis(float: net.graph, quantized: net.quantized(samples: small)).run(
      DenseNet.samples(64))
    let first = diagnosis.layers[0]
    #expect(first.cause == .clipping)
    #expect(first.action == .widerRange)
    #expect((first.activations?.clipped ?? 0) > 0.5)
    #expect((first.activations?.clippedNoise ?? 0) > 0.99)
  }

  @Test("a rare huge input leaves the others few codes")
  func outliers() throws {
    let net = try DenseNet()
    var samples = DenseNet.samples(64)
    var spike = samples[0][0].floats.map { $0 }
    spike[0] = 300
    samples.append([try Tensor(spike, shape: [1, 8])])
    let diagnosis = try ModelDiagnosis(float: net.graph, quantized: net.quantized(samples: samples)).run(
      DenseNet.samples(64))
    #expect(diagnosis.layers[0].cause == .outliers)
    #expect((diagnosis.layers[0].activations?.codesInUse ?? 1) < 0.05)
  }
}
