// Integer sums times a ratio, as in fixed_scalar.h. Products of even and odd columns are made apart.

KEIRYO_INLINE vi vi_clamp(vi x, vi low, vi high) { return _mm256_min_epi32(high, _mm256_max_epi32(low, x)); }
KEIRYO_INLINE vi vi_mul(vi a, vi b) { return _mm256_mullo_epi32(a, b); }
KEIRYO_INLINE vi vi_shift_left(vi x, int by) { return _mm256_sll_epi32(x, _mm_cvtsi32_si128(by)); }

KEIRYO_INLINE vi vi_odd(vi x) { return _mm256_srli_epi64(x, 32); }
// The lower halves of both, back in order.
KEIRYO_INLINE vi vi_zip(vi even, vi odd) { return _mm256_blend_epi32(even, _mm256_slli_epi64(odd, 32), 0xAA); }

KEIRYO_INLINE vi vi_scale_double(vi x, vi multiplier, vi shift) {
  const vi none = _mm256_setzero_si256(), half = _mm256_set1_epi64x((int64_t)1 << 30);
  const vi left = _mm256_max_epi32(shift, none), right = _mm256_max_epi32(_mm256_sub_epi32(none, shift), none);
  const vi wide = _mm256_sllv_epi32(x, left);
  vi even = _mm256_mul_epi32(wide, multiplier), odd = _mm256_mul_epi32(vi_odd(wide), vi_odd(multiplier));
  even = _mm256_srli_epi64(_mm256_add_epi64(even, half), 31);
  odd = _mm256_srli_epi64(_mm256_add_epi64(odd, half), 31);
  const vi y = vi_zip(even, odd);
  // y >> right, plus 1 where what falls off is more than half, or half of a positive number.
  const vi mask = _mm256_sub_epi32(_mm256_sllv_epi32(_mm256_set1_epi32(1), right), _mm256_set1_epi32(1));
  const vi rest = _mm256_and_si256(y, mask);
  const vi limit = _mm256_add_epi32(_mm256_srli_epi32(mask, 1), _mm256_srli_epi32(y, 31));
  return _mm256_sub_epi32(_mm256_srav_epi32(y, right), _mm256_cmpgt_epi32(rest, limit));
}

// AVX2 shifts 64 bits without their sign only: 2⁶² is added before and taken off after.
KEIRYO_INLINE vi vi_scale_single_half(vi x, vi multiplier, vi by) {
  const vi lift = _mm256_set1_epi64x((int64_t)1 << 62);
  const vi half = _mm256_srli_epi64(_mm256_sllv_epi64(_mm256_set1_epi64x(1), by), 1);
  const vi sum = _mm256_add_epi64(_mm256_add_epi64(_mm256_mul_epi32(x, multiplier), half), lift);
  return _mm256_sub_epi64(_mm256_srlv_epi64(sum, by), _mm256_srlv_epi64(lift, by));
}

KEIRYO_INLINE vi vi_scale_single(vi x, vi multiplier, vi shift) {
  const vi by = _mm256_sub_epi32(_mm256_set1_epi32(31), shift);
  const vi even = _mm256_and_si256(by, _mm256_set1_epi64x(0xFFFFFFFF));
  return vi_zip(
    vi_scale_single_half(x, multiplier, even), vi_scale_single_half(vi_odd(x), vi_odd(multiplier), vi_odd(by)));
}

KEIRYO_INLINE __m128i vi_scale_real_half(__m128i x, __m256i bits) {
  const __m256d limit = _mm256_set1_pd(1073741824.0), one = _mm256_set1_pd(1);
  __m256d y = _mm256_mul_pd(_mm256_cvtepi32_pd(x), _mm256_castsi256_pd(bits));
  y = _mm256_min_pd(limit, _mm256_max_pd(_mm256_set1_pd(-1073741824.0), y));
  __m256d whole = _mm256_round_pd(y, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC), rest = _mm256_sub_pd(y, whole);
  whole = _mm256_add_pd(whole, _mm256_and_pd(_mm256_cmp_pd(rest, _mm256_set1_pd(0.5), _CMP_GE_OQ), one));
  whole = _mm256_sub_pd(whole, _mm256_and_pd(_mm256_cmp_pd(rest, _mm256_set1_pd(-0.5), _CMP_LE_OQ), one));
  return _mm256_cvtpd_epi32(whole);
}

KEIRYO_INLINE vi vi_scale_real(vi x, vi lower, vi upper) {
  // Columns 0, 1, 4, 5 and 2, 3, 6, 7.
  const vi low = _mm256_unpacklo_epi32(lower, upper), high = _mm256_unpackhi_epi32(lower, upper);
  const __m128i y = vi_scale_real_half(_mm256_castsi256_si128(x), _mm256_permute2x128_si256(low, high, 0x20));
  const __m128i z = vi_scale_real_half(_mm256_extracti128_si256(x, 1), _mm256_permute2x128_si256(low, high, 0x31));
  return _mm256_inserti128_si256(_mm256_castsi128_si256(y), z, 1);
}
