// The integer tile kernel: uint8 activations, int8 weights, exact int32 sums. Needs the vectors of one instruction set,
// Q_MR and Q_NV.
#include "keiryo/tile.h"
#include "requantize.h"

#define Q_NR (Q_NV * VF_WIDTH)
#define Q_NAME(kernel) KEIRYO_JOIN(keiryo_u8s8_##kernel##__, Q_SUFFIX)

// Columns of vector v when n remain.
KEIRYO_INLINE size_t u8s8_part(size_t n, size_t v) {
  if (n <= v * VF_WIDTH) return 0;
  return n - v * VF_WIDTH < VF_WIDTH ? n - v * VF_WIDTH : VF_WIDTH;
}

KEIRYO_INLINE vi u8s8_bias(const keiryo_tile *t, size_t column, size_t n) {
  const int32_t *bias = (const int32_t *)t->bias + column;
  return n >= VF_WIDTH ? vi_load(bias) : vi_load_part(bias, n);
}

// True when sums become codes by float32 multipliers, with nothing added.
KEIRYO_INLINE int u8s8_is_plain(const keiryo_tile *t) {
  return t->epilogue->stored == KEIRYO_STORE_CODES && t->epilogue->rounding == KEIRYO_ROUND_FLOAT && !t->residual;
}

// Everything else that can happen to sums [row][Q_NV]. No part of the block that calls it, which exists for every number
// of rows and must hold its sums in registers.
static __attribute__((noinline)) void u8s8_store(
  const keiryo_tile *t, const vi *sums, size_t rows, size_t column, size_t n) {
  const keiryo_epilogue *e = t->epilogue;
  for (size_t v = 0; v < Q_NV && n > v * VF_WIDTH; v++) {
    const size_t part = u8s8_part(n, v), at = column + v * VF_WIDTH;
    const vi *acc = sums + v;
    if (e->stored == KEIRYO_STORE_SUMS) {
      for (size_t i = 0; i < rows; i++) vi_store_part((int32_t *)(t->c + i * t->c_stride) + at, acc[i * Q_NV], part);
      continue;
    }
    if (e->stored == KEIRYO_STORE_CODES && e->rounding != KEIRYO_ROUND_FLOAT) {
      const fixed_requantizer q = fixed_requantizer_for(t->multiplier + at, t->shift + at, part, e);
      requantize_fixed_all(&q, e, acc, Q_NV, rows, t->c + at, t->c_stride, part);
      continue;
    }
    const requantizer q = requantizer_for(t->multiplier + at, part, e);
    if (e->stored == KEIRYO_STORE_FLOAT) {
      const float *addend = t->addend ? t->addend + at : NULL;
      for (size_t i = 0; i < rows; i++) {
        const float *residual = t->residual ? (const float *)(t->residual + i * t->residual_stride) + at : NULL;
        requantize_to_float(&q, acc[i * Q_NV], addend, residual, (float *)(t->c + i * t->c_stride) + at, part);
      }
    } else if (t->residual) {
      for (size_t i = 0; i < rows; i++)
        requantize_onto(
          &q, acc[i * Q_NV], t->residual + i * t->residual_stride + at, t->c + i * t->c_stride + at, part, e);
    }
  }
}

#ifdef VI_PACKS
// Whole vectors, 64 codes at a time; what is left of the rows one by one.
KEIRYO_INLINE void u8s8_store_whole(
  const keiryo_tile *t, const size_t rows, const size_t vectors, size_t column, vi acc[][Q_NV]) {
  const size_t stride = t->c_stride, together = 4 / vectors;
  const vi_packer packer = vi_packer_for(t->epilogue->output_zero, t->epilogue->low, t->epilogue->high);
  uint8_t *c = t->c + column;
  vf multiplier[Q_NV];
  KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) multiplier[v] = vf_load(t->multiplier + column + v * VF_WIDTH);
  KEIRYO_UNROLL for (size_t i = 0; i + together <= rows; i += together) {
    vi codes[4];
    KEIRYO_UNROLL for (size_t k = 0; k < 4; k++)
      codes[k] = vi_rounded(acc[i + k / vectors][k % vectors], multiplier[k % vectors]);
    const __m512i packed = vi_pack(&packer, codes[0], codes[1], codes[2], codes[3]);
    if (vectors == 2) {
      vi_store_halves(c + i * stride, stride, packed);
    } else {
      vi_store_quarters(c + i * stride, stride, packed);
    }
  }
  KEIRYO_UNROLL for (size_t i = rows / together * together; i < rows; i++) {
    KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) {
      const requantizer q = requantizer_for(t->multiplier + column + v * VF_WIDTH, VF_WIDTH, t->epilogue);
      requantize(&q, acc[i][v], c + i * stride + v * VF_WIDTH, VF_WIDTH);
    }
  }
}
#endif

// What happens to the sums of a block.
KEIRYO_INLINE void u8s8_finish(
  const keiryo_tile *t, const size_t rows, const size_t vectors, size_t column, size_t n, vi acc[][Q_NV]) {
  if (t->epilogue->stored == KEIRYO_STORE_FLOAT && !t->residual && n >= vectors * VF_WIDTH) {
    KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) {
      const size_t at = column + v * VF_WIDTH, stride = t->c_stride;
      const requantizer q = requantizer_for(t->multiplier + at, VF_WIDTH, t->epilogue);
      const vf addend = t->addend ? vf_load(t->addend + at) : vf_set(0);
      uint8_t *c = t->c + at * sizeof(float);
      KEIRYO_UNROLL for (size_t i = 0; i < rows; i++)
        store_reals(&q, acc[i][v], addend, (float *)(c + i * stride), VF_WIDTH);
    }
    return;
  }
  if (!u8s8_is_plain(t)) {
    vi kept[Q_MR][Q_NV];
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
      KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) kept[i][v] = acc[i][v];
    }
    u8s8_store(t, &kept[0][0], rows, column, n);
    return;
  }
#ifdef VI_PACKS
  if (n == vectors * VF_WIDTH) {
    u8s8_store_whole(t, rows, vectors, column, acc);
    return;
  }
#endif
  KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) {
    const size_t part = u8s8_part(n, v), stride = t->c_stride;
    const requantizer q = requantizer_for(t->multiplier + column + v * VF_WIDTH, part, t->epilogue);
    uint8_t *c = t->c + column + v * VF_WIDTH;
    if (part == VF_WIDTH) {
      KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) requantize(&q, acc[i][v], c + i * stride, VF_WIDTH);
    } else if (part > 0) {
      KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) requantize(&q, acc[i][v], c + i * stride, part);
    }
  }
}

KEIRYO_INLINE void u8s8_block(
  const keiryo_tile *t, const size_t rows, const size_t vectors, const uint8_t *b, size_t column, size_t n) {
  vi acc[Q_MR][Q_NV], first[Q_NV];
  KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++)
    first[v] = u8s8_bias(t, column + v * VF_WIDTH, u8s8_part(n, v));
  KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
    KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) acc[i][v] = first[v];
  }
  const size_t run = t->run;
  const ptrdiff_t step = t->step;
  const uint8_t *a[Q_MR];
  KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) a[i] = t->rows[i];
  for (size_t s = 0; s < t->segment_count; s++) {
    ptrdiff_t at = t->segments[s];
    for (size_t k = 0; k < run; k++) {
      vq right[Q_NV];
      KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) right[v] = vq_load_b(b + v * VF_WIDTH * VQ_B_BYTES);
      KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
        vq left = vq_broadcast_a(a[i] + at);
        KEIRYO_UNROLL for (size_t v = 0; v < vectors; v++) acc[i][v] = vq_dot(acc[i][v], left, right[v]);
      }
      b += Q_NR * VQ_B_BYTES;
      at += step;
      KEIRYO_KEEP_OFFSET(at);
    }
  }
  u8s8_finish(t, rows, vectors, column, n, acc);
}

// One row, four panels at once: enough accumulators to hide the latency of the dot products. When `fetches`, the four
// panels that follow are called into the first-level cache on the way.
KEIRYO_INLINE void u8s8_wide_row(const keiryo_tile *t, const uint8_t *b, size_t column, const int fetches) {
  const size_t stride = t->panel_bytes;
  vi acc[4][Q_NV];
  KEIRYO_UNROLL for (size_t p = 0; p < 4; p++) {
    KEIRYO_UNROLL for (size_t v = 0; v < Q_NV; v++)
      acc[p][v] = u8s8_bias(t, column + p * Q_NR + v * VF_WIDTH, VF_WIDTH);
  }
  for (size_t s = 0; s < t->segment_count; s++) {
    const uint8_t *a = t->rows[0] + t->segments[s];
    for (size_t k = 0; k < t->run; k++) {
      vq left = vq_broadcast_a(a);
      KEIRYO_UNROLL for (size_t p = 0; p < 4; p++) {
        KEIRYO_UNROLL for (size_t v = 0; v < Q_NV; v++) {
          const uint8_t *right = b + p * stride + v * VF_WIDTH * VQ_B_BYTES;
          if (fetches) __builtin_prefetch(right + 4 * stride);
          acc[p][v] = vq_dot(acc[p][v], left, vq_load_b(right));
        }
      }
      b += Q_NR * VQ_B_BYTES;
      a += t->step;
    }
  }
  const int is_plain = u8s8_is_plain(t);
#ifdef VI_PACKS
  if (is_plain) {
    // The two vectors of two panels as if they were two rows.
    const vi_packer packer = vi_packer_for(t->epilogue->output_zero, t->epilogue->low, t->epilogue->high);
    const float *multiplier = t->multiplier + column;
    KEIRYO_UNROLL for (size_t p = 0; p < 4; p += 2) {
      vi codes[4];
      KEIRYO_UNROLL for (size_t k = 0; k < 4; k++)
        codes[k] = vi_rounded(acc[p + k / 2][k % 2], vf_load(multiplier + (2 * p + k) * VF_WIDTH));
      vi_store_halves(t->c + column + p * Q_NR, Q_NR, vi_pack(&packer, codes[0], codes[1], codes[2], codes[3]));
    }
    return;
  }
#endif
  KEIRYO_UNROLL for (size_t p = 0; p < 4; p++) {
    if (!is_plain) {
      vi kept[Q_NV];
      KEIRYO_UNROLL for (size_t v = 0; v < Q_NV; v++) kept[v] = acc[p][v];
      u8s8_store(t, kept, 1, column + p * Q_NR, Q_NR);
      continue;
    }
    KEIRYO_UNROLL for (size_t v = 0; v < Q_NV; v++) {
      const size_t at = column + p * Q_NR + v * VF_WIDTH;
      const requantizer q = requantizer_for(t->multiplier + at, VF_WIDTH, t->epilogue);
      requantize(&q, acc[p][v], t->c + at, VF_WIDTH);
    }
  }
}

#define Q_CASE(r) \
  case r: \
    if ((r) <= Q_MR) u8s8_block(t, (r) <= Q_MR ? (r) : 1, vectors, b, column, n); \
    break;

KEIRYO_INLINE void u8s8_rows(const keiryo_tile *t, const size_t vectors, const uint8_t *b, size_t column, size_t n) {
  switch (t->row_count) {
    KEIRYO_TILE_CASES(Q_CASE)
  }
}

// All columns of one tile of rows.
KEIRYO_INLINE void u8s8_panels(const keiryo_tile *t) {
  const uint8_t *b = t->b;
  size_t column = 0;
  if (t->row_count == 1) {
    for (; column + 8 * Q_NR <= t->columns && t->panel_bytes <= 8192; column += 4 * Q_NR, b += 4 * t->panel_bytes)
      u8s8_wide_row(t, b, column, 1);
    for (; column + 4 * Q_NR <= t->columns; column += 4 * Q_NR, b += 4 * t->panel_bytes)
      u8s8_wide_row(t, b, column, 0);
  }
  for (; column < t->columns; column += Q_NR, b += t->panel_bytes) {
    size_t n = t->columns - column;
    if (n > Q_NR) n = Q_NR;
    if (Q_NV > 1 && n <= VF_WIDTH) {
      u8s8_rows(t, 1, b, column, n);
    } else {
      u8s8_rows(t, Q_NV, b, column, n);
    }
  }
}

void Q_NAME(tile)(const keiryo_tile *all);
void Q_NAME(tile)(const keiryo_tile *all) {
  KEIRYO_EACH_TILE(all, t, Q_MR, u8s8_panels(&t))
}
