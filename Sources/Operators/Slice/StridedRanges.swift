import Graphs
import Tensors

/// What STRIDED_SLICE picks along each axis of its input, and which axes come and go.
///
/// Source: TensorFlow `tf.strided_slice`: bit `i` of a mask is about entry `i` of the lists.
struct StridedRanges {
  struct Range {
    let start: Int
    let step: Int
    let count: Int
  }

  /// For each axis of the input; `nil` for all of it.
  private(set) var picked: [Range?] = []
  /// For each entry of the lists and each axis under an ellipsis: an axis of the input that stays, one that goes, or a
  /// new one.
  private var fates: [Fate] = []
  private enum Fate { case stays, goes, comes }

  init(
    _ node: ForeignNode, shape: Shape, begins: [Int], ends: [Int], steps: [Int]
  ) throws(ForeignError) {
    func refused(_ attribute: String, _ problem: String) -> ForeignError {
      .unsupportedAttribute(node: node.name, kind: node.kind, attribute: attribute, problem: problem)
    }
    guard begins.count == ends.count, begins.count == steps.count, begins.count <= 32 else {
      throw refused("strides", "\(begins), \(ends), \(steps)")
    }
    func mask(_ name: String) -> (Int) -> Bool {
      let bits = node.int(name, default: 0)
      return { bits >> $0 & 1 != 0 }
    }
    let (opensBegin, opensEnd) = (mask("begin_mask"), mask("end_mask"))
    let (isEllipsis, isNew, shrinks) = (mask("ellipsis_mask"), mask("new_axis_mask"), mask("shrink_axis_mask"))
    let isOffset = node.int("offset", default: 0) != 0
    let consumed = begins.indices.filter { !isEllipsis($0) && !isNew($0) }.count
    var free = shape.rank - consumed
    guard free >= 0 else { throw refused("strides", "\(begins.count) for rank \(shape.rank)") }
    for entry in begins.indices {
      if isEllipsis(entry) {
        picked += [Range?](repeating: nil, count: free)
        fates += [Fate](repeating: .stays, count: free)
        free = 0
        continue
      }
      if isNew(entry) {
        fates.append(.comes)
        continue
      }
      let extent = shape[picked.count]
      let step = steps[entry]
      guard step != 0, abs(step) <= Int(Int32.max) else { throw refused("strides", "\(step)") }
      func bound(_ index: Int) -> Int {
        min(max(index < 0 ? index &+ extent : index, step < 0 ? -1 : 0), step < 0 ? extent - 1 : extent)
      }
      if shrinks(entry) {
        let index = begins[entry] < 0 ? begins[entry] + extent : begins[entry]
        guard (0..<extent).contains(index) else { throw refused("begin", "\(begins[entry]) of \(extent)") }
        picked.append(Range(start: index, step: 1, count: 1))
        fates.append(.goes)
        continue
      }
      let begin = opensBegin(entry) ? (step < 0 ? extent - 1 : 0) : bound(begins[entry])
      let last = isOffset ? begins[entry] &+ ends[entry] : ends[entry]
      let end = opensEnd(entry) ? (step < 0 ? -1 : extent) : bound(last)
      let count = max(0, step < 0 ? (begin - end - step - 1) / -step : (end - begin + step - 1) / step)
      picked.append(count == extent && step == 1 ? nil : Range(start: begin, step: step, count: count))
      fates.append(.stays)
    }
    picked += [Range?](repeating: nil, count: free)
    fates += [Fate](repeating: .stays, count: free)
  }

  /// The extents of the result from those of what was picked; `nil` when no axis comes or goes.
  func extents(of shape: Shape) -> [Int]? {
    guard fates.contains(where: { $0 != .stays }) else { return nil }
    var rest = shape.dimensions.makeIterator()
    var extents: [Int] = []
    for fate in fates {
      if fate == .comes {
        extents.append(1)
      } else if let extent = rest.next(), fate == .stays {
        extents.append(extent)
      }
    }
    return extents
  }
}
