extension Peer {
  static let openVINO = Peer(
    name: "openvino", title: "OpenVINO", requirements: ["openvino==2026.4.1", numpy],
    fileEndings: [".onnx"], adapter: PackageResources.openvino_adapter_py)
}
