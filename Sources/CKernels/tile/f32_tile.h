// The float32 tile kernel. Needs the vectors of one instruction set, F32_MR and F32_NV (vectors in a row of the tile).
//
// Every result has one accumulator, updated in ascending k by fused multiply-adds; bias, then residual are added last.
#include "keiryo/tile.h"

#define F32_NR (F32_NV * VF_WIDTH)
#define F32_NAME(kernel) KEIRYO_JOIN(keiryo_f32_##kernel##__, F32_SUFFIX)

KEIRYO_INLINE vf f32_bias(const keiryo_tile *t, size_t column, size_t n) {
  if (!t->bias) return vf_set(0);
  const float *bias = (const float *)t->bias + column;
  return n >= VF_WIDTH ? vf_load(bias) : vf_load_part(bias, n);
}

KEIRYO_INLINE void f32_finish(const keiryo_tile *t, size_t row, size_t column, size_t n, vf acc) {
  acc = vf_add(acc, f32_bias(t, column, n));
  if (t->residual) {
    const float *r = (const float *)(t->residual + row * t->residual_stride) + column;
    acc = vf_add(acc, n >= VF_WIDTH ? vf_load(r) : vf_load_part(r, n));
  }
  acc = vf_clamp(acc, vf_set(t->epilogue->low), vf_set(t->epilogue->high));
  float *c = (float *)(t->c + row * t->c_stride) + column;
  if (n >= VF_WIDTH) {
    vf_store(c, acc);
  } else {
    vf_store_part(c, acc, n);
  }
}

// `rows` and `vectors` are constants where this is inlined.
KEIRYO_INLINE void f32_block(
  const keiryo_tile *t, const size_t rows, const size_t vectors, const float *b, size_t column, size_t n) {
  vf acc[F32_MR][F32_NV];
  KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
    KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) acc[i][v] = vf_set(0);
  }
  const size_t run = t->run;
  const ptrdiff_t step = t->step;
  for (size_t s = 0; s < t->segment_count; s++) {
    const uint8_t *a[F32_MR];
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) a[i] = t->rows[i] + t->segments[s];
    ptrdiff_t at = 0;
    for (size_t k = 0; k < run; k++) {
      vf right[F32_NV];
      KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) right[v] = vf_load(b + v * VF_WIDTH);
      KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
        vf left = vf_set(*(const float *)(a[i] + at));
        KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) acc[i][v] = vf_fma(left, right[v], acc[i][v]);
      }
      b += F32_NR;
      at += step;
      KEIRYO_KEEP_OFFSET(at);
    }
  }
  if (t->residual) {
    vf kept[F32_MR][F32_NV];
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
      KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) kept[i][v] = acc[i][v];
    }
    for (size_t i = 0; i < rows; i++)
      for (size_t v = 0; v < vectors && n > v * VF_WIDTH; v++)
        f32_finish(t, i, column + v * VF_WIDTH, n - v * VF_WIDTH, kept[i][v]);
    return;
  }
  const vf low = vf_set(t->epilogue->low), high = vf_set(t->epilogue->high);
  const size_t stride = t->c_stride;
  KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) {
    const size_t part = n > v * VF_WIDTH ? n - v * VF_WIDTH : 0;
    const vf bias = f32_bias(t, column + v * VF_WIDTH, part);
    uint8_t *c = t->c + (column + v * VF_WIDTH) * sizeof(float);
    if (part >= VF_WIDTH) {
      KEIRYO_UNROLL for (size_t i = 0; i < rows; i++)
        vf_store((float *)(c + i * stride), vf_clamp(vf_add(acc[i][v], bias), low, high));
    } else if (part > 0) {
      KEIRYO_UNROLL for (size_t i = 0; i < rows; i++)
        vf_store_part((float *)(c + i * stride), vf_clamp(vf_add(acc[i][v], bias), low, high), part);
    }
  }
}

// One row, four panels at once: enough accumulators to hide the latency of the multiply-adds.
KEIRYO_INLINE void f32_wide_row(const keiryo_tile *t, const float *b, size_t column) {
  const size_t stride = t->panel_bytes / sizeof(float);
  vf acc[4][F32_NV];
  KEIRYO_UNROLL for (size_t p = 0; p < 4; p++) {
    KEIRYO_UNROLL for (size_t v = 0; v < F32_NV; v++) acc[p][v] = vf_set(0);
  }
  for (size_t s = 0; s < t->segment_count; s++) {
    const uint8_t *a = t->rows[0] + t->segments[s];
    for (size_t k = 0; k < t->run; k++) {
      vf left = vf_set(*(const float *)a);
      KEIRYO_UNROLL for (size_t p = 0; p < 4; p++) {
        KEIRYO_UNROLL for (size_t v = 0; v < F32_NV; v++)
          acc[p][v] = vf_fma(left, vf_load(b + p * stride + v * VF_WIDTH), acc[p][v]);
      }
      b += F32_NR;
      a += t->step;
    }
  }
  KEIRYO_UNROLL for (size_t p = 0; p < 4; p++) {
    KEIRYO_UNROLL for (size_t v = 0; v < F32_NV; v++)
      f32_finish(t, 0, column + p * F32_NR + v * VF_WIDTH, VF_WIDTH, acc[p][v]);
  }
}

#define F32_CASE(r) \
  case r: \
    if ((r) <= F32_MR) f32_block(t, (r) <= F32_MR ? (r) : 1, vectors, b, column, n); \
    break;

KEIRYO_INLINE void f32_rows(const keiryo_tile *t, const size_t vectors, const float *b, size_t column, size_t n) {
  switch (t->row_count) {
    KEIRYO_TILE_CASES(F32_CASE)
  }
}

// All columns of one tile of rows.
KEIRYO_INLINE void f32_panels(const keiryo_tile *t) {
  const uint8_t *b = t->b;
  size_t column = 0;
  if (t->row_count == 1) {
    for (; column + 4 * F32_NR <= t->columns; column += 4 * F32_NR, b += 4 * t->panel_bytes)
      f32_wide_row(t, (const float *)b, column);
  }
  for (; column < t->columns; column += F32_NR, b += t->panel_bytes) {
    size_t n = t->columns - column;
    if (n > F32_NR) n = F32_NR;
    if (F32_NV > 1 && n <= VF_WIDTH) {
      f32_rows(t, 1, (const float *)b, column, n);
    } else {
      f32_rows(t, F32_NV, (const float *)b, column, n);
    }
  }
}

void F32_NAME(tile)(const keiryo_tile *all);
void F32_NAME(tile)(const keiryo_tile *all) {
  KEIRYO_EACH_TILE(all, t, F32_MR, f32_panels(&t))
}
