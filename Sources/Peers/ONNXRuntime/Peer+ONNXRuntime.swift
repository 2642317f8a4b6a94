extension Peer {
  static let onnxRuntime = Peer(
    name: "onnxruntime", title: "ONNX Runtime", requirements: ["onnxruntime==1.31.1", numpy],
    fileEndings: [".onnx"], adapter: PackageResources.onnxruntime_adapter_py)
}
