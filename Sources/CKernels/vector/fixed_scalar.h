// Integer sums times a ratio, see KEIRYO_ROUND_*: the definition. A shift is within ±31, a multiplier at least 0.

KEIRYO_INLINE vi vi_clamp(vi x, vi low, vi high) { return x < low ? low : x > high ? high : x; }
KEIRYO_INLINE vi vi_mul(vi a, vi b) { return (vi)((uint32_t)a * (uint32_t)b); }
KEIRYO_INLINE vi vi_shift_left(vi x, int by) { return (vi)((uint32_t)x << by); }

// Right shift, ties away from 0.
KEIRYO_INLINE vi vi_shift_away(vi x, vi by) {
  const int64_t half = by > 0 ? (int64_t)1 << (by - 1) : 0;
  return (vi)((x + half - (x < 0 && by > 0)) >> by);
}

KEIRYO_INLINE vi vi_scale_double(vi x, vi multiplier, vi shift) {
  const int32_t wide = (int32_t)((uint32_t)x << (shift > 0 ? shift : 0));
  const int64_t product = (int64_t)wide * multiplier;
  return vi_shift_away((vi)((product + ((int64_t)1 << 30)) >> 31), shift < 0 ? -shift : 0);
}

KEIRYO_INLINE vi vi_scale_single(vi x, vi multiplier, vi shift) {
  const int64_t product = (int64_t)x * multiplier;
  return (vi)(uint32_t)((product + ((int64_t)1 << (30 - shift))) >> (31 - shift));
}

// Results are kept within ±2³⁰, which is outside the codes.
KEIRYO_INLINE vi vi_scale_real(vi x, vi lower, vi upper) {
  const uint64_t bits = (uint64_t)(uint32_t)upper << 32 | (uint32_t)lower;
  double ratio;
  memcpy(&ratio, &bits, sizeof ratio);
  double y = (double)x * ratio;
  y = y < -1073741824.0 ? -1073741824.0 : y > 1073741824.0 ? 1073741824.0 : y;
  const vi whole = (vi)y;
  const double rest = y - (double)whole;
  return whole + (rest >= 0.5) - (rest <= -0.5);
}
