import CKernels
import Tensors

/// Packed panels without their zeros: of each panel what takes less time, whole groups that are not 0 or single codes
/// picked from windows of 16 bytes.
///
/// Two structures gain by it: blocks of zeros (NR columns × one group of k), and N:M patterns that the NR columns of a
/// panel share. Columns with patterns of their own leave nothing to skip; such weights run dense.
struct SparsePanels {
  let storages: [Storage]
  let table: UnsafePointer<UInt8>
  /// Groups that a panel still costs, on average and at least 1: what the work is cut by.
  let meanGroups: Int
  /// For a kernel's name.
  let suffix: String

  static let panelBytes = MemoryLayout<keiryo_sparse_panel>.stride

  /// `nil` when the rule does not allow it.
  init?(_ skipping: ZeroSkipping, dense: UnsafePointer<UInt8>, panels: Int, form: keiryo_dense_panel) {
    guard skipping != .never, panels > 0 else { return nil }
    var form = form
    let groups = form.segment_count * form.run
    let groupBytes = form.columns * form.group * form.code_bytes
    var plans: [(windows: Int, picks: Bool)] = []
    var cost = 0.0
    for panel in 0..<panels {
      let kept = keiryo_sparse_count(&form, dense + panel * groups * groupBytes)
      let (whole, picked) = (ZeroSkipping.cost(groups: kept.groups), ZeroSkipping.cost(windows: kept.windows))
      let picks = form.group > 1 && picked < whole
      plans.append((picks ? kept.windows : kept.groups, picks))
      cost += min(whole, picks ? picked : whole)
    }
    guard skipping.allows(cost: cost, dense: groups * panels) else { return nil }
    let windows = plans.reduce(0) { $0 + $1.windows }
    let keptGroups = plans.reduce(0) { $0 + $1.windows * ($1.picks ? 2 : 1) }
    let values = Storage(byteCount: keptGroups * groupBytes)
    // Behind the last offset of each panel lies one more.
    let offsets = Storage(byteCount: (windows + panels) * 4)
    let picks = Storage(byteCount: windows * 8)
    let table = Storage(byteCount: panels * SparsePanels.panelBytes)
    var value = values.base.assumingMemoryBound(to: UInt8.self)
    var offset = offsets.base.assumingMemoryBound(to: Int32.self)
    var pick = picks.base.assumingMemoryBound(to: UInt64.self)
    for (panel, plan) in plans.enumerated() {
      let source = dense + panel * groups * groupBytes
      guard keiryo_sparse_pack(&form, source, value, offset, plan.picks ? pick : nil) != 0 else { return nil }
      let entry = keiryo_sparse_panel(
        values: value, offsets: offset, picks: plan.picks ? UnsafePointer(pick) : nil, windows: plan.windows)
      (table.base + panel * SparsePanels.panelBytes).storeBytes(of: entry, as: keiryo_sparse_panel.self)
      value += plan.windows * (plan.picks ? 2 : 1) * groupBytes
      offset += plan.windows + 1
      if plan.picks { pick += plan.windows }
    }
    storages = [values, offsets, picks, table]
    self.table = UnsafePointer(table.base.assumingMemoryBound(to: UInt8.self))
    meanGroups = max(1, (keptGroups + panels - 1) / panels)
    suffix = plans.contains { $0.picks } ? "+picked" : "+blocks"
  }
}

extension keiryo_convolution {
  /// Takes panels without zeros in the place of the dense ones, where that pays. What is returned must live as long as
  /// the call; the dense panels need not.
  mutating func skipZeros(_ skipping: ZeroSkipping, kernel: keiryo_tile_kernel) -> SparsePanels? {
    guard let dense = packed else { return nil }
    let form = keiryo_dense_panel(
      segments: segments, segment_count: segment_count, run: run, step: tile_group * staged_bytes,
      columns: tile_columns, group: tile_group, code_bytes: staged_bytes)
    let panels = (output_channels / groups + tile_columns - 1) / tile_columns
    guard let sparse = SparsePanels(skipping, dense: dense, panels: panels * groups, form: form) else { return nil }
    packed = sparse.table
    panel_bytes = SparsePanels.panelBytes
    packed_group_bytes = panels * SparsePanels.panelBytes
    (segment_count, run) = (1, sparse.meanGroups)
    tile = kernel.sparse
    return sparse
  }
}

extension keiryo_f32_gemm {
  /// As ``keiryo_convolution/skipZeros(_:kernel:)``.
  mutating func skipZeros(_ skipping: ZeroSkipping, kernel: keiryo_tile_kernel) -> SparsePanels? {
    guard let packed, skipping != .never else { return nil }
    let start = Storage(byteCount: MemoryLayout<Int>.stride)
    let form = keiryo_dense_panel(
      segments: UnsafePointer(start.base.assumingMemoryBound(to: Int.self)), segment_count: 1, run: depth,
      step: a_depth * 4, columns: tile_columns, group: 1, code_bytes: 4)
    let panels = (columns + tile_columns - 1) / tile_columns
    let dense = UnsafeRawPointer(packed).assumingMemoryBound(to: UInt8.self)
    let sparse = withExtendedLifetime(start) { SparsePanels(skipping, dense: dense, panels: panels, form: form) }
    guard let sparse else { return nil }
    self.packed = UnsafeRawPointer(sparse.table).assumingMemoryBound(to: Float.self)
    panel_bytes = SparsePanels.panelBytes
    depth = sparse.meanGroups
    tile = kernel.sparse
    return sparse
  }
}
