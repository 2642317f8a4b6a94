// Stores int32 sums as codes or float32: multiply, add, round, each rounded on its own. How a code is rounded is chosen
// once for a tile, see `keiryo_epilogue.rounding`.
#ifndef KEIRYO_REQUANTIZE_H
#define KEIRYO_REQUANTIZE_H

#include "keiryo/tile.h"

// What the sums of up to VF_WIDTH columns share. Held in registers: codes are bytes, and a stored byte could be any of
// the parameters as far as the compiler knows.
typedef struct {
  vf multiplier, low, high;
  vi zero;
} requantizer;

KEIRYO_INLINE requantizer requantizer_for(const float *multiplier, size_t n, const keiryo_epilogue *e) {
  requantizer q = {
    .multiplier = n >= VF_WIDTH ? vf_load(multiplier) : vf_load_part(multiplier, n), .low = vf_set(e->low),
    .high = vf_set(e->high), .zero = vi_set(e->output_zero),
  };
  return q;
}

// Limits are integers, so clamping before rounding gives the same code and keeps the conversion in range.
KEIRYO_INLINE void store_codes(const requantizer *q, vf y, uint8_t *c, size_t n) {
  vi_store_u8_part(c, vi_add(vf_round(vf_clamp(y, q->low, q->high)), q->zero), n);
}

KEIRYO_INLINE void requantize(const requantizer *q, vi acc, uint8_t *c, size_t n) {
  store_codes(q, vf_mul(vi_to_float(acc), q->multiplier), c, n);
}

// With a residual of codes.
KEIRYO_INLINE void requantize_onto(
  const requantizer *q, vi acc, const uint8_t *residual, uint8_t *c, size_t n, const keiryo_epilogue *e) {
  vf r = vi_to_float(vi_sub(vi_load_u8_part(residual, n), vi_set(e->residual_zero)));
  vf y = vf_mul(vi_to_float(acc), q->multiplier);
  store_codes(q, vf_add(y, vf_mul(r, vf_set(e->residual_multiplier))), c, n);
}

// The fixed-point forms: two words for each column.
typedef struct {
  vi multiplier, shift, low, high, zero;
} fixed_requantizer;

KEIRYO_INLINE fixed_requantizer fixed_requantizer_for(
  const float *multiplier, const int32_t *shift, size_t n, const keiryo_epilogue *e) {
  const int32_t *words = (const int32_t *)multiplier;
  fixed_requantizer q = {
    .multiplier = n >= VF_WIDTH ? vi_load(words) : vi_load_part(words, n),
    .shift = n >= VF_WIDTH ? vi_load(shift) : vi_load_part(shift, n), .low = vi_set((int32_t)e->low),
    .high = vi_set((int32_t)e->high), .zero = vi_set(e->output_zero),
  };
  return q;
}

// `rounding` is a constant where this is inlined.
KEIRYO_INLINE void requantize_fixed(
  const fixed_requantizer *q, const uint32_t rounding, vi acc, uint8_t *c, size_t n) {
  vi y = rounding == KEIRYO_ROUND_DOUBLE   ? vi_scale_double(acc, q->multiplier, q->shift)
         : rounding == KEIRYO_ROUND_SINGLE ? vi_scale_single(acc, q->multiplier, q->shift)
                                           : vi_scale_real(acc, q->multiplier, q->shift);
  vi_store_u8_part(c, vi_add(vi_clamp(y, q->low, q->high), q->zero), n);
}

// `count` sums, `step` vectors apart, to codes that lie `stride` bytes apart.
// No part of the tiles that call it: they exist for every number of rows.
static __attribute__((noinline)) void requantize_fixed_all(
  const fixed_requantizer *q, const keiryo_epilogue *e, const vi *acc, size_t step, size_t count, uint8_t *c,
  size_t stride, size_t n) {
  if (e->rounding == KEIRYO_ROUND_DOUBLE) {
    for (size_t i = 0; i < count; i++) requantize_fixed(q, KEIRYO_ROUND_DOUBLE, acc[i * step], c + i * stride, n);
  } else if (e->rounding == KEIRYO_ROUND_SINGLE) {
    for (size_t i = 0; i < count; i++) requantize_fixed(q, KEIRYO_ROUND_SINGLE, acc[i * step], c + i * stride, n);
  } else {
    for (size_t i = 0; i < count; i++) requantize_fixed(q, KEIRYO_ROUND_REAL, acc[i * step], c + i * stride, n);
  }
}

KEIRYO_INLINE vf vf_load_columns(const float *x, size_t n) { return n >= VF_WIDTH ? vf_load(x) : vf_load_part(x, n); }

KEIRYO_INLINE void store_reals(const requantizer *q, vi acc, vf addend, float *c, size_t n) {
  vf y = vf_clamp(vf_add(vf_mul(vi_to_float(acc), q->multiplier), addend), q->low, q->high);
  if (n >= VF_WIDTH) {
    vf_store(c, y);
  } else {
    vf_store_part(c, y, n);
  }
}

// `addend` and `residual` may be NULL.
KEIRYO_INLINE void requantize_to_float(
  const requantizer *q, vi acc, const float *addend, const float *residual, float *c, size_t n) {
  vf y = vf_mul(vi_to_float(acc), q->multiplier);
  y = vf_add(y, addend ? vf_load_columns(addend, n) : vf_set(0));
  if (residual) y = vf_add(y, vf_load_columns(residual, n));
  y = vf_clamp(y, q->low, q->high);
  if (n >= VF_WIDTH) {
    vf_store(c, y);
  } else {
    vf_store_part(c, y, n);
  }
}

#endif
