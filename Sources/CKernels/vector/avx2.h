// 256-bit vectors (AVX2 with FMA).
#include <immintrin.h>
#include <string.h>
#include "begin.h"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target(KEIRYO_TARGET))), apply_to = function)
#else
#pragma GCC push_options
KEIRYO_PRAGMA(GCC target(KEIRYO_TARGET))
#endif

#define VF_WIDTH 8
typedef __m256 vf;
typedef __m256i vi;
// Keeps multiply-adds in the order of the source: reordered, they would need more registers than there are.
#define VF_KEEP(v) __asm__ volatile("" : "+x"(v))

KEIRYO_INLINE __m256i lanes(size_t n) {
  return _mm256_cmpgt_epi32(_mm256_set1_epi32(n > 8 ? 8 : (int)n), _mm256_setr_epi32(0, 1, 2, 3, 4, 5, 6, 7));
}
KEIRYO_INLINE vf vf_load(const float *p) { return _mm256_loadu_ps(p); }
KEIRYO_INLINE vf vf_load_part(const float *p, size_t n) { return _mm256_maskload_ps(p, lanes(n)); }
KEIRYO_INLINE void vf_store(float *p, vf v) { _mm256_storeu_ps(p, v); }
KEIRYO_INLINE void vf_store_part(float *p, vf v, size_t n) { _mm256_maskstore_ps(p, lanes(n), v); }
KEIRYO_INLINE vf vf_set(float x) { return _mm256_set1_ps(x); }
KEIRYO_INLINE vf vf_fma(vf a, vf b, vf c) { return _mm256_fmadd_ps(a, b, c); }
KEIRYO_INLINE vf vf_add(vf a, vf b) { return _mm256_add_ps(a, b); }
KEIRYO_INLINE vf vf_mul(vf a, vf b) { return _mm256_mul_ps(a, b); }
KEIRYO_INLINE vf vf_divide(vf a, vf b) { return _mm256_div_ps(a, b); }
// The second operand passes when one is NaN.
KEIRYO_INLINE vf vf_clamp(vf x, vf low, vf high) { return _mm256_min_ps(high, _mm256_max_ps(low, x)); }
KEIRYO_INLINE vi vi_load_part(const int32_t *p, size_t n) { return _mm256_maskload_epi32(p, lanes(n)); }
KEIRYO_INLINE vi vi_load(const int32_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
KEIRYO_INLINE void vi_store_part(int32_t *p, vi v, size_t n) { _mm256_maskstore_epi32(p, lanes(n), v); }
KEIRYO_INLINE vi vi_set(int32_t x) { return _mm256_set1_epi32(x); }
KEIRYO_INLINE vi vi_add(vi a, vi b) { return _mm256_add_epi32(a, b); }
KEIRYO_INLINE vi vi_sub(vi a, vi b) { return _mm256_sub_epi32(a, b); }
KEIRYO_INLINE vf vi_to_float(vi a) { return _mm256_cvtepi32_ps(a); }
KEIRYO_INLINE vi vf_round(vf x) { return _mm256_cvtps_epi32(x); }
KEIRYO_INLINE vi vi_load_u8_part(const uint8_t *p, size_t n) {
  uint64_t x = 0;
  if (n >= 8) {
    memcpy(&x, p, 8);
  } else {
    for (size_t i = 0; i < n; i++) x |= (uint64_t)p[i] << (8 * i);
  }
  return _mm256_cvtepu8_epi32(_mm_cvtsi64_si128((long long)x));
}
KEIRYO_INLINE void vi_store_u8_part(uint8_t *p, vi v, size_t n) {
  __m128i words = _mm_packus_epi32(_mm256_castsi256_si128(v), _mm256_extracti128_si256(v, 1));
  uint64_t x = (uint64_t)_mm_cvtsi128_si64(_mm_packus_epi16(words, words));
  if (n >= 8) {
    memcpy(p, &x, 8);
  } else {
    for (size_t i = 0; i < n; i++) p[i] = (uint8_t)(x >> (8 * i));
  }
}

// 32 codes through a table of 256: a part of 16 entries for each upper half of a code.
#define VB_WIDTH 32
typedef struct {
  __m256i part[16];
} vb_table;
KEIRYO_INLINE vb_table vb_table_load(const uint8_t *table) {
  vb_table t;
  KEIRYO_UNROLL for (int i = 0; i < 16; i++)
    t.part[i] = _mm256_broadcastsi128_si256(_mm_loadu_si128((const __m128i *)(table + 16 * i)));
  return t;
}
KEIRYO_INLINE void vb_lookup(const vb_table *t, const uint8_t *x, uint8_t *y) {
  __m256i codes = _mm256_loadu_si256((const __m256i *)x);
  __m256i upper = _mm256_and_si256(codes, _mm256_set1_epi8((char)0xF0));
  __m256i lower = _mm256_and_si256(codes, _mm256_set1_epi8(0x0F)), result = _mm256_shuffle_epi8(t->part[0], lower);
  KEIRYO_UNROLL for (int i = 1; i < 16; i++) {
    __m256i here = _mm256_cmpeq_epi8(upper, _mm256_set1_epi8((char)(16 * i)));
    result = _mm256_blendv_epi8(result, _mm256_shuffle_epi8(t->part[i], lower), here);
  }
  _mm256_storeu_si256((__m256i *)y, result);
}

// Pairs of 16-bit codes: exact, where a byte product pair could saturate.
KEIRYO_INLINE vi vi_mul16(vi a, vi b, vi c) { return _mm256_add_epi32(c, _mm256_madd_epi16(a, b)); }
#define VQ_GROUP 2
#define VQ_STAGE KEIRYO_STAGE_INT16
#define VQ_B_BYTES 4
typedef __m256i vq;
KEIRYO_INLINE vq vq_load_b(const uint8_t *p) { return _mm256_loadu_si256((const __m256i *)p); }
KEIRYO_INLINE vq vq_broadcast_a(const uint8_t *p) {
  int32_t x;
  memcpy(&x, p, 4);
  return _mm256_set1_epi32(x);
}
KEIRYO_INLINE vi vq_dot(vi c, vq a, vq b) { return _mm256_add_epi32(c, _mm256_madd_epi16(a, b)); }

#include "fixed_avx2.h"
// 8 bytes out of 16; a choice with its upper bit set gives 0.
#define VQ_PICKS
KEIRYO_INLINE void vq_pick(const uint8_t *p, const uint64_t *choice, uint8_t *to) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)p);
  _mm_storel_epi64((__m128i *)to, _mm_shuffle_epi8(bytes, _mm_loadl_epi64((const __m128i *)choice)));
}
// The same for two windows side by side.
#define VQ_PICK_WINDOWS 2
typedef __m256i vq_choice;
KEIRYO_INLINE vq_choice vq_choice_load(const uint64_t *choices) {
  return _mm256_permute4x64_epi64(_mm256_castsi128_si256(_mm_loadu_si128((const __m128i *)choices)), 0xD8);
}
KEIRYO_INLINE void vq_pick_windows(const uint8_t *p, vq_choice choice, uint8_t *to) {
  __m256i picked = _mm256_shuffle_epi8(_mm256_loadu_si256((const __m256i *)p), choice);
  _mm_storeu_si128((__m128i *)to, _mm256_castsi256_si128(_mm256_permute4x64_epi64(picked, 0x08)));
}
