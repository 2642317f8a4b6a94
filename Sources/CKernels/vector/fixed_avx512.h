// Integer sums times a ratio, as in fixed_scalar.h. Products of even and odd columns are made apart.

KEIRYO_INLINE vi vi_clamp(vi x, vi low, vi high) { return _mm512_min_epi32(high, _mm512_max_epi32(low, x)); }
KEIRYO_INLINE vi vi_mul(vi a, vi b) { return _mm512_mullo_epi32(a, b); }
KEIRYO_INLINE vi vi_shift_left(vi x, int by) { return _mm512_sll_epi32(x, _mm_cvtsi32_si128(by)); }

KEIRYO_INLINE vi vi_odd(vi x) { return _mm512_srli_epi64(x, 32); }
// The lower halves of both, back in order.
KEIRYO_INLINE vi vi_zip(vi even, vi odd) { return _mm512_mask_mov_epi32(even, 0xAAAA, _mm512_slli_epi64(odd, 32)); }

KEIRYO_INLINE vi vi_scale_double(vi x, vi multiplier, vi shift) {
  const vi none = _mm512_setzero_si512(), half = _mm512_set1_epi64((int64_t)1 << 30);
  const vi left = _mm512_max_epi32(shift, none), right = _mm512_max_epi32(_mm512_sub_epi32(none, shift), none);
  const vi wide = _mm512_sllv_epi32(x, left);
  vi even = _mm512_mul_epi32(wide, multiplier), odd = _mm512_mul_epi32(vi_odd(wide), vi_odd(multiplier));
  even = _mm512_srli_epi64(_mm512_add_epi64(even, half), 31);
  odd = _mm512_srli_epi64(_mm512_add_epi64(odd, half), 31);
  const vi y = vi_zip(even, odd);
  // y >> right, plus 1 where what falls off is more than half, or half of a positive number.
  const vi mask = _mm512_sub_epi32(_mm512_sllv_epi32(_mm512_set1_epi32(1), right), _mm512_set1_epi32(1));
  const vi rest = _mm512_and_si512(y, mask);
  const vi limit = _mm512_add_epi32(_mm512_srli_epi32(mask, 1), _mm512_srli_epi32(y, 31));
  const vi shifted = _mm512_srav_epi32(y, right);
  return _mm512_mask_add_epi32(shifted, _mm512_cmpgt_epi32_mask(rest, limit), shifted, _mm512_set1_epi32(1));
}

KEIRYO_INLINE vi vi_scale_single_half(vi x, vi multiplier, vi by) {
  const vi half = _mm512_srli_epi64(_mm512_sllv_epi64(_mm512_set1_epi64(1), by), 1);
  return _mm512_srav_epi64(_mm512_add_epi64(_mm512_mul_epi32(x, multiplier), half), by);
}

KEIRYO_INLINE vi vi_scale_single(vi x, vi multiplier, vi shift) {
  const vi by = _mm512_sub_epi32(_mm512_set1_epi32(31), shift);
  const vi even = _mm512_and_si512(by, _mm512_set1_epi64(0xFFFFFFFF));
  return vi_zip(
    vi_scale_single_half(x, multiplier, even), vi_scale_single_half(vi_odd(x), vi_odd(multiplier), vi_odd(by)));
}

KEIRYO_INLINE __m256i vi_scale_real_half(__m256i x, __m512i bits) {
  const __m512d limit = _mm512_set1_pd(1073741824.0), one = _mm512_set1_pd(1), none = _mm512_setzero_pd();
  __m512d y = _mm512_mul_pd(_mm512_cvtepi32_pd(x), _mm512_castsi512_pd(bits));
  y = _mm512_min_pd(limit, _mm512_max_pd(_mm512_sub_pd(none, limit), y));
  __m512d whole = _mm512_roundscale_pd(y, _MM_FROUND_TO_ZERO | _MM_FROUND_NO_EXC), rest = _mm512_sub_pd(y, whole);
  whole = _mm512_mask_add_pd(whole, _mm512_cmp_pd_mask(rest, _mm512_set1_pd(0.5), _CMP_GE_OQ), whole, one);
  whole = _mm512_mask_sub_pd(whole, _mm512_cmp_pd_mask(rest, _mm512_set1_pd(-0.5), _CMP_LE_OQ), whole, one);
  return _mm512_cvtpd_epi32(whole);
}

KEIRYO_INLINE vi vi_scale_real(vi x, vi lower, vi upper) {
  const vi first = _mm512_set_epi32(23, 7, 22, 6, 21, 5, 20, 4, 19, 3, 18, 2, 17, 1, 16, 0);
  const vi second = _mm512_add_epi32(first, _mm512_set1_epi32(8));
  const __m256i y = vi_scale_real_half(_mm512_castsi512_si256(x), _mm512_permutex2var_epi32(lower, first, upper));
  const __m256i z =
    vi_scale_real_half(_mm512_extracti64x4_epi64(x, 1), _mm512_permutex2var_epi32(lower, second, upper));
  return _mm512_inserti64x4(_mm512_castsi256_si512(y), z, 1);
}
