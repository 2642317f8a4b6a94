// Stores int32 sums as codes or float32: multiply, add, round to nearest even, each rounded on its own.
#ifndef KEIRYO_REQUANTIZE_H
#define KEIRYO_REQUANTIZE_H

#include "keiryo/tile.h"

KEIRYO_INLINE void requantize(
  vi acc, const float *multiplier, const uint8_t *residual, uint8_t *c, size_t column, size_t n,
  const keiryo_epilogue *e) {
  vf y = vf_mul(vi_to_float(acc), n >= VF_WIDTH ? vf_load(multiplier) : vf_load_part(multiplier, n));
  if (e->float_output) {
    if (n >= VF_WIDTH) {
      vf_store((float *)c + column, y);
    } else {
      vf_store_part((float *)c + column, y, n);
    }
    return;
  }
  if (residual) {
    vf r = vi_to_float(vi_sub(vi_load_u8_part(residual, n), vi_set(e->residual_zero)));
    y = vf_add(y, vf_mul(r, vf_set(e->residual_multiplier)));
  }
  // Limits are integers, so clamping before rounding gives the same code and keeps the conversion in range.
  vi code = vi_add(vf_round(vf_clamp(y, vf_set(e->low), vf_set(e->high))), vi_set(e->output_zero));
  vi_store_u8_part(c + column, code, n);
}

#endif
