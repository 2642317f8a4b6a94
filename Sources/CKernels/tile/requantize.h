// Stores int32 sums as codes or float32: multiply, add, round to nearest even, each rounded on its own.
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

KEIRYO_INLINE void requantize_to_float(const requantizer *q, vi acc, float *c, size_t n) {
  vf y = vf_mul(vi_to_float(acc), q->multiplier);
  if (n >= VF_WIDTH) {
    vf_store(c, y);
  } else {
    vf_store_part(c, y, n);
  }
}

#endif
