// Integer sums times a ratio, as in fixed_scalar.h.

KEIRYO_INLINE vi vi_clamp(vi x, vi low, vi high) { return vminq_s32(high, vmaxq_s32(low, x)); }
KEIRYO_INLINE vi vi_mul(vi a, vi b) { return vmulq_s32(a, b); }
KEIRYO_INLINE vi vi_shift_left(vi x, int by) { return vshlq_s32(x, vdupq_n_s32(by)); }

KEIRYO_INLINE vi vi_scale_double(vi x, vi multiplier, vi shift) {
  const vi none = vdupq_n_s32(0), left = vmaxq_s32(shift, none), right = vminq_s32(shift, none);
  const vi y = vqrdmulhq_s32(vshlq_s32(x, left), multiplier);
  // A rounding shift sends ties up; 1 less sends those of negative numbers down.
  return vrshlq_s32(vqaddq_s32(y, vshrq_n_s32(vandq_s32(y, right), 31)), right);
}

KEIRYO_INLINE vi vi_scale_single(vi x, vi multiplier, vi shift) {
  const vi by = vsubq_s32(shift, vdupq_n_s32(31));
  int64x2_t low = vmull_s32(vget_low_s32(x), vget_low_s32(multiplier));
  int64x2_t high = vmull_high_s32(x, multiplier);
  low = vrshlq_s64(low, vmovl_s32(vget_low_s32(by)));
  high = vrshlq_s64(high, vmovl_high_s32(by));
  return vcombine_s32(vmovn_s64(low), vmovn_s64(high));
}

KEIRYO_INLINE int32x2_t vi_scale_real_half(int32x2_t x, int32x4_t bits) {
  const float64x2_t limit = vdupq_n_f64(1073741824.0);
  float64x2_t y = vmulq_f64(vcvtq_f64_s64(vmovl_s32(x)), vreinterpretq_f64_s32(bits));
  y = vminq_f64(limit, vmaxq_f64(vnegq_f64(limit), y));
  // Rounds ties away from 0.
  return vmovn_s64(vcvtaq_s64_f64(y));
}

KEIRYO_INLINE vi vi_scale_real(vi x, vi lower, vi upper) {
  return vcombine_s32(
    vi_scale_real_half(vget_low_s32(x), vzip1q_s32(lower, upper)),
    vi_scale_real_half(vget_high_s32(x), vzip2q_s32(lower, upper)));
}
