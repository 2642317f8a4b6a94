// The integer tile kernel over panels without zeros; behind tile/u8s8_tile.h, with its tile. Sums are exact, so results
// are those of the dense kernel.
#include "keiryo/sparse.h"

// Adds the products of `groups` groups. Group g of row i lies at a[i] + offsets[g], or at a[i] + 4·g when it was
// picked; the list has one entry more than there are groups. `picks` is a constant where this is inlined.
KEIRYO_INLINE void u8s8_sparse_add(
  vi acc[Q_MR][Q_NV], const int picks, const size_t rows, const uint8_t *const *a,
  const int32_t *offsets, const uint8_t *b, size_t groups) {
  ptrdiff_t at = picks ? 0 : *offsets;
  for (; groups > 0; groups--) {
    vq right[Q_NV];
    KEIRYO_UNROLL for (size_t v = 0; v < Q_NV; v++) right[v] = vq_load_b(b + v * VF_WIDTH * VQ_B_BYTES);
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
      vq left = vq_broadcast_a(a[i] + at);
      KEIRYO_UNROLL for (size_t v = 0; v < Q_NV; v++) acc[i][v] = vq_dot(acc[i][v], left, right[v]);
    }
    b += Q_NR * VQ_B_BYTES;
    // Known before its group comes: the compiler would read all rows ahead of the sums, which fill the registers.
    at = picks ? at + 4 : *++offsets;
    KEIRYO_KEEP_OFFSET(at);
  }
}

// The same for one row, with four sums of every column, so that no product waits for the one before it.
KEIRYO_INLINE void u8s8_sparse_add_row(
  vi acc[Q_NV], const int picks, const uint8_t *a, const int32_t *offsets, const uint8_t *b,
  size_t groups) {
  vi part[4][Q_NV];
  KEIRYO_UNROLL for (size_t u = 0; u < 4; u++) {
    KEIRYO_UNROLL for (size_t v = 0; v < Q_NV; v++) part[u][v] = u ? vi_set(0) : acc[v];
  }
  size_t g = 0;
  for (; g + 4 <= groups; g += 4) {
    KEIRYO_UNROLL for (size_t u = 0; u < 4; u++) {
      vq left = vq_broadcast_a(a + (picks ? 4 * (g + u) : (size_t)offsets[g + u]));
      KEIRYO_UNROLL for (size_t v = 0; v < Q_NV; v++)
        part[u][v] = vq_dot(part[u][v], left, vq_load_b(b + ((g + u) * Q_NR + v * VF_WIDTH) * VQ_B_BYTES));
    }
  }
  for (; g < groups; g++) {
    vq left = vq_broadcast_a(a + (picks ? 4 * g : (size_t)offsets[g]));
    KEIRYO_UNROLL for (size_t v = 0; v < Q_NV; v++)
      part[0][v] = vq_dot(part[0][v], left, vq_load_b(b + (g * Q_NR + v * VF_WIDTH) * VQ_B_BYTES));
  }
  KEIRYO_UNROLL for (size_t v = 0; v < Q_NV; v++)
    acc[v] = vi_add(vi_add(part[0][v], part[1][v]), vi_add(part[2][v], part[3][v]));
}

KEIRYO_INLINE void u8s8_sparse_groups(
  vi acc[Q_MR][Q_NV], const int picks, const size_t rows, const uint8_t *const *a,
  const int32_t *offsets, const uint8_t *b, size_t groups) {
  if (rows == 1) u8s8_sparse_add_row(acc[0], picks, a[0], offsets, b, groups);
  else u8s8_sparse_add(acc, picks, rows, a, offsets, b, groups);
}

#ifdef VQ_PICKS
// A cache line more, so that rows do not meet in the first cache.
#define Q_PICKED_ROW (8 * KEIRYO_SPARSE_WINDOWS + 64)

// What a panel wants of every row, side by side. No part of the block, whose sums fill the registers.
__attribute__((noinline)) static void u8s8_sparse_pick(
  const keiryo_tile *t, const keiryo_sparse_panel *p, size_t first, size_t windows, uint8_t *picked) {
  const int32_t *offsets = p->offsets + first;
  const uint64_t *picks = p->picks + first;
  const size_t rows = t->row_count;
  size_t w = 0;
#ifdef VQ_PICK_WINDOWS
  for (; w + VQ_PICK_WINDOWS <= windows; w += VQ_PICK_WINDOWS) {
    size_t next = 1;
    while (next < VQ_PICK_WINDOWS && offsets[w + next] == offsets[w] + 16 * (int32_t)next) next++;
    if (next < VQ_PICK_WINDOWS) {
      for (size_t i = 0; i < rows; i++)
        for (size_t one = w; one < w + VQ_PICK_WINDOWS; one++)
          vq_pick(t->rows[i] + offsets[one], picks + one, picked + i * Q_PICKED_ROW + 8 * one);
      continue;
    }
    // Side by side, as almost always.
    const vq_choice choice = vq_choice_load(picks + w);
    for (size_t i = 0; i < rows; i++)
      vq_pick_windows(t->rows[i] + offsets[w], choice, picked + i * Q_PICKED_ROW + 8 * w);
  }
#endif
  for (; w < windows; w++)
    for (size_t i = 0; i < rows; i++)
      vq_pick(t->rows[i] + offsets[w], picks + w, picked + i * Q_PICKED_ROW + 8 * w);
}
#endif

// `picks` and `rows` are constants where this is inlined. Columns beyond the last cost as much as those before.
KEIRYO_INLINE void u8s8_sparse_block(
  const keiryo_tile *t, const int picks, const size_t rows, const keiryo_sparse_panel *p,
  size_t column, size_t n) {
  vi acc[Q_MR][Q_NV];
  KEIRYO_UNROLL for (size_t v = 0; v < Q_NV; v++) {
    vi first = u8s8_bias(t, column + v * VF_WIDTH, u8s8_part(n, v));
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) acc[i][v] = first;
  }
  const uint8_t *a[Q_MR];
  if (picks) {
#ifdef VQ_PICKS
    uint8_t picked[Q_MR * Q_PICKED_ROW];
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) a[i] = picked + i * Q_PICKED_ROW;
    for (size_t first = 0; first < p->windows; first += KEIRYO_SPARSE_WINDOWS) {
      size_t windows = p->windows - first < KEIRYO_SPARSE_WINDOWS ? p->windows - first : KEIRYO_SPARSE_WINDOWS;
      u8s8_sparse_pick(t, p, first, windows, picked);
      u8s8_sparse_groups(
        acc, picks, rows, a, NULL, p->values + 2 * first * Q_NR * VQ_B_BYTES, 2 * windows);
    }
#endif
  } else {
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) a[i] = t->rows[i];
    u8s8_sparse_groups(acc, picks, rows, a, p->offsets, p->values, p->windows);
  }
  u8s8_finish(t, rows, Q_NV, column, n, acc);
}

#define Q_SPARSE_CASE(r) \
  case r: \
    if ((r) <= Q_MR) u8s8_sparse_block(t, picks, (r) <= Q_MR ? (r) : 1, p, column, n); \
    break;

KEIRYO_INLINE void u8s8_sparse_rows(
  const keiryo_tile *t, const int picks, const keiryo_sparse_panel *p, size_t column, size_t n) {
  switch (t->row_count) {
    KEIRYO_TILE_CASES(Q_SPARSE_CASE)
  }
}

// All columns of one tile of rows.
KEIRYO_INLINE void u8s8_sparse_panels(const keiryo_tile *t) {
  const keiryo_sparse_panel *p = (const keiryo_sparse_panel *)t->b;
  for (size_t column = 0; column < t->columns; column += Q_NR, p++) {
    size_t n = t->columns - column;
    if (n > Q_NR) n = Q_NR;
#ifdef VQ_PICKS
    if (p->picks) {
      u8s8_sparse_rows(t, 1, p, column, n);
      continue;
    }
#endif
    u8s8_sparse_rows(t, 0, p, column, n);
  }
}

void Q_NAME(sparse)(const keiryo_tile *all);
void Q_NAME(sparse)(const keiryo_tile *all) {
  KEIRYO_EACH_TILE(all, t, Q_MR, u8s8_sparse_panels(&t))
}
