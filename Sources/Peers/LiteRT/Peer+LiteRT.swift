extension Peer {
  static let liteRT = Peer(
    name: "litert", title: "LiteRT", requirements: ["ai-edge-litert==2.3.0", numpy],
    fileEndings: [".tflite"], adapter: PackageResources.litert_adapter_py)
}
