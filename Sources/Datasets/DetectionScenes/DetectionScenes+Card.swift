package import Reports
import Tensors

extension DetectionScenes {
  package static let card = DataCard(
    key: "scenes", version: version,
    title: LocalizedText(ja: "図形のある場面（物体検出）", en: "Scenes of shapes (object detection)"),
    content: LocalizedText(
      ja: "背景の上に円・四角・三角・十字が 1〜5 個。枠は描いたときの寸法そのもので、幅は 8〜28 画素。枠どうしの重なりは小さいほうの 1/4 まで、色は背景から 80 段階以上離れています。",
      en:
        "One to five discs, boxes, triangles and crosses on a cluttered ground, 8 to 28 pixels wide and 80 levels or more "
        + "off the ground's colour. The boxes are the very extents the shapes were drawn with; two share at most a "
        + "quarter of the smaller one."),
    optimum: nil,
    limits: LocalizedText(
      ja: "最良の mAP は知られていません。影も奥行きもない図形なので、写真での検出性能はこれでは分かりません。",
      en: "The best possible mAP is not known. Flat shapes without shade or depth: nothing follows for photographs."),
    input: TensorType(.uint8, [side, side, 3]), target: .boxes, classNames: classNames,
    counts: SplitCounts(train: 4_000, calibration: 256, validation: 500, test: 1_000))
}
