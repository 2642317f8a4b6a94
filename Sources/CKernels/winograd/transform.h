// The transforms of F(4×4, 3×3). Needs the vectors of one instruction set.
#include "keiryo/winograd.h"

// Bᵀ: rows (4 0 −5 0 1 0), (0 −4 −4 1 1 0), (0 4 −4 −1 1 0), (0 −2 −1 2 1 0), (0 2 −1 −2 1 0), (0 4 0 −5 0 1).
KEIRYO_INLINE void winograd_input_line(const vf *d, vf *t) {
  const vf two = vf_set(2), four = vf_set(4), five = vf_set(-5), less = vf_set(-1);
  const vf a = vf_fma(d[2], vf_set(-4), d[4]), b = vf_fma(d[1], vf_set(-4), d[3]);
  const vf c = vf_fma(d[2], less, d[4]), e = vf_fma(d[1], less, d[3]);
  t[0] = vf_fma(d[0], four, vf_fma(d[2], five, d[4]));
  t[1] = vf_add(a, b);
  t[2] = vf_fma(b, less, a);
  t[3] = vf_fma(e, two, c);
  t[4] = vf_fma(e, vf_set(-2), c);
  t[5] = vf_fma(d[1], four, vf_fma(d[3], five, d[5]));
}

// Aᵀ: rows (1 1 1 1 1 0), (0 1 −1 2 −2 0), (0 1 1 4 4 0), (0 1 −1 8 −8 1).
KEIRYO_INLINE void winograd_output_line(const vf *m, vf *y) {
  const vf less = vf_set(-1);
  const vf s = vf_add(m[1], m[2]), d = vf_fma(m[2], less, m[1]), u = vf_add(m[3], m[4]), v = vf_fma(m[4], less, m[3]);
  y[0] = vf_add(vf_add(m[0], s), u);
  y[1] = vf_fma(v, vf_set(2), d);
  y[2] = vf_fma(u, vf_set(4), s);
  y[3] = vf_add(vf_fma(v, vf_set(8), d), m[5]);
}

void KEIRYO_JOIN(keiryo_f32_winograd_input__, WINOGRAD_SUFFIX)(
  const float *const pixels[KEIRYO_WINOGRAD_POINTS], size_t channels, float *v, size_t point_stride);
void KEIRYO_JOIN(keiryo_f32_winograd_input__, WINOGRAD_SUFFIX)(
  const float *const pixels[KEIRYO_WINOGRAD_POINTS], size_t channels, float *v, size_t point_stride) {
  for (size_t c = 0; c < channels; c += VF_WIDTH) {
    vf half[6][6];
    KEIRYO_UNROLL for (size_t x = 0; x < 6; x++) {
      vf column[6], t[6];
      KEIRYO_UNROLL for (size_t y = 0; y < 6; y++) column[y] = vf_load(pixels[6 * y + x] + c);
      winograd_input_line(column, t);
      KEIRYO_UNROLL for (size_t y = 0; y < 6; y++) half[y][x] = t[y];
    }
    KEIRYO_UNROLL for (size_t y = 0; y < 6; y++) {
      vf t[6];
      winograd_input_line(half[y], t);
      KEIRYO_UNROLL for (size_t x = 0; x < 6; x++) vf_store(v + (6 * y + x) * point_stride + c, t[x]);
    }
  }
}

KEIRYO_INLINE void winograd_store(const keiryo_winograd_tile *t, size_t y, size_t x, size_t c, size_t n, vf value) {
  const size_t at = y * t->row_stride + x * t->channels + c;
  if (t->bias) value = vf_add(value, n >= VF_WIDTH ? vf_load(t->bias + c) : vf_load_part(t->bias + c, n));
  if (t->residual)
    value = vf_add(value, n >= VF_WIDTH ? vf_load(t->residual + at) : vf_load_part(t->residual + at, n));
  value = vf_clamp(value, vf_set(t->epilogue->low), vf_set(t->epilogue->high));
  if (n >= VF_WIDTH) {
    vf_store(t->y + at, value);
  } else {
    vf_store_part(t->y + at, value, n);
  }
}

void KEIRYO_JOIN(keiryo_f32_winograd_output__, WINOGRAD_SUFFIX)(const keiryo_winograd_tile *t);
void KEIRYO_JOIN(keiryo_f32_winograd_output__, WINOGRAD_SUFFIX)(const keiryo_winograd_tile *t) {
  for (size_t c = 0; c < t->channels; c += VF_WIDTH) {
    const size_t n = t->channels - c < VF_WIDTH ? t->channels - c : VF_WIDTH;
    vf half[4][6];
    KEIRYO_UNROLL for (size_t x = 0; x < 6; x++) {
      vf column[6], y[4];
      KEIRYO_UNROLL for (size_t i = 0; i < 6; i++) column[i] = vf_load(t->m + (6 * i + x) * t->point_stride + c);
      winograd_output_line(column, y);
      KEIRYO_UNROLL for (size_t i = 0; i < 4; i++) half[i][x] = y[i];
    }
    KEIRYO_UNROLL for (size_t y = 0; y < 4; y++) {
      if (y >= t->height) break;
      vf row[4];
      winograd_output_line(half[y], row);
      KEIRYO_UNROLL for (size_t x = 0; x < 4; x++) {
        if (x < t->width) winograd_store(t, y, x, c, n, row[x]);
      }
    }
  }
}
