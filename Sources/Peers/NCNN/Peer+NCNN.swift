extension Peer {
  static let ncnn = Peer(
    name: "ncnn", title: "ncnn", requirements: ["ncnn==1.0.20261020", numpy],
    fileEndings: [".param", ".ncnn.param"], adapter: PackageResources.ncnn_adapter_py)
}
