// The float32 tile kernel over panels without zeros; behind tile/f32_tile.h, with its tile.
//
// The products that remain are added in the order of the dense kernel. So the results are its results, bit for bit,
// where no activation is infinite or NaN and no sum is a negative zero that a left out +0 would have made positive.
#include "keiryo/sparse.h"

KEIRYO_INLINE void f32_sparse_block(
  const keiryo_tile *t, const size_t rows, const keiryo_sparse_panel *p, size_t column,
  size_t n) {
  vf acc[F32_MR][F32_NV];
  const uint8_t *a[F32_MR];
  KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
    a[i] = t->rows[i];
    KEIRYO_UNROLL for (size_t v = 0; v < F32_NV; v++) acc[i][v] = vf_set(0);
  }
  const float *b = (const float *)p->values;
  const int32_t *offsets = p->offsets;
  ptrdiff_t at = *offsets;
  for (const int32_t *end = offsets + p->windows; offsets < end;) {
    vf right[F32_NV];
    KEIRYO_UNROLL for (size_t v = 0; v < F32_NV; v++) right[v] = vf_load(b + v * VF_WIDTH);
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
      vf left = vf_set(*(const float *)(a[i] + at));
      KEIRYO_UNROLL for (size_t v = 0; v < F32_NV; v++) acc[i][v] = vf_fma(left, right[v], acc[i][v]);
    }
    b += F32_NR;
    // Behind the last offset lies one more.
    at = *++offsets;
    KEIRYO_KEEP_OFFSET(at);
  }
  KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
    KEIRYO_UNROLL for (size_t v = 0; v < F32_NV; v++)
      f32_finish(t, i, column + v * VF_WIDTH, n > v * VF_WIDTH ? n - v * VF_WIDTH : 0, acc[i][v]);
  }
}

// One row, four panels at once, each with its own groups.
KEIRYO_INLINE void f32_sparse_wide_row(const keiryo_tile *t, const keiryo_sparse_panel *panels, size_t column) {
  const uint8_t *a = t->rows[0];
  vf acc[4][F32_NV];
  size_t together = panels[0].windows;
  KEIRYO_UNROLL for (size_t p = 0; p < 4; p++) {
    if (panels[p].windows < together) together = panels[p].windows;
    KEIRYO_UNROLL for (size_t v = 0; v < F32_NV; v++) acc[p][v] = vf_set(0);
  }
  for (size_t k = 0; k < together; k++) {
    KEIRYO_UNROLL for (size_t p = 0; p < 4; p++) {
      vf left = vf_set(*(const float *)(a + panels[p].offsets[k]));
      const float *b = (const float *)panels[p].values + k * F32_NR;
      KEIRYO_UNROLL for (size_t v = 0; v < F32_NV; v++)
        acc[p][v] = vf_fma(left, vf_load(b + v * VF_WIDTH), acc[p][v]);
    }
  }
  KEIRYO_UNROLL for (size_t p = 0; p < 4; p++) {
    for (size_t k = together; k < panels[p].windows; k++) {
      vf left = vf_set(*(const float *)(a + panels[p].offsets[k]));
      const float *b = (const float *)panels[p].values + k * F32_NR;
      KEIRYO_UNROLL for (size_t v = 0; v < F32_NV; v++)
        acc[p][v] = vf_fma(left, vf_load(b + v * VF_WIDTH), acc[p][v]);
    }
    KEIRYO_UNROLL for (size_t v = 0; v < F32_NV; v++)
      f32_finish(t, 0, column + p * F32_NR + v * VF_WIDTH, VF_WIDTH, acc[p][v]);
  }
}

#define F32_SPARSE_CASE(r) \
  case r: \
    if ((r) <= F32_MR) f32_sparse_block(t, (r) <= F32_MR ? (r) : 1, p, column, n); \
    break;

KEIRYO_INLINE void f32_sparse_rows(
  const keiryo_tile *t, const keiryo_sparse_panel *p, size_t column, size_t n) {
  switch (t->row_count) {
    KEIRYO_TILE_CASES(F32_SPARSE_CASE)
  }
}

// All columns of one tile of rows.
KEIRYO_INLINE void f32_sparse_panels(const keiryo_tile *t) {
  const keiryo_sparse_panel *p = (const keiryo_sparse_panel *)t->b;
  size_t column = 0;
  if (t->row_count == 1) {
    for (; column + 4 * F32_NR <= t->columns; column += 4 * F32_NR, p += 4) f32_sparse_wide_row(t, p, column);
  }
  for (; column < t->columns; column += F32_NR, p++) {
    size_t n = t->columns - column;
    if (n > F32_NR) n = F32_NR;
    f32_sparse_rows(t, p, column, n);
  }
}

void F32_NAME(sparse)(const keiryo_tile *all);
void F32_NAME(sparse)(const keiryo_tile *all) {
  KEIRYO_EACH_TILE(all, t, F32_MR, f32_sparse_panels(&t))
}
