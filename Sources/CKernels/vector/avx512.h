// 512-bit vectors (AVX-512 F, BW, DQ, VL).
#include <immintrin.h>
#include <string.h>
#include "begin.h"

#if defined(__clang__)
#pragma clang attribute push(__attribute__((target(KEIRYO_TARGET))), apply_to = function)
#else
#pragma GCC push_options
KEIRYO_PRAGMA(GCC target(KEIRYO_TARGET))
#endif

#define VF_WIDTH 16
typedef __m512 vf;
typedef __m512i vi;
// Keeps multiply-adds in the order of the source: reordered, they would need more registers than there are.
#define VF_KEEP(v) __asm__ volatile("" : "+v"(v))

KEIRYO_INLINE __mmask16 lanes(size_t n) { return n >= 16 ? 0xFFFF : (__mmask16)((1u << n) - 1); }
KEIRYO_INLINE vf vf_load(const float *p) { return _mm512_loadu_ps(p); }
KEIRYO_INLINE vf vf_load_part(const float *p, size_t n) { return _mm512_maskz_loadu_ps(lanes(n), p); }
KEIRYO_INLINE void vf_store(float *p, vf v) { _mm512_storeu_ps(p, v); }
KEIRYO_INLINE void vf_store_part(float *p, vf v, size_t n) { _mm512_mask_storeu_ps(p, lanes(n), v); }
KEIRYO_INLINE vf vf_set(float x) { return _mm512_set1_ps(x); }
KEIRYO_INLINE vf vf_fma(vf a, vf b, vf c) { return _mm512_fmadd_ps(a, b, c); }
KEIRYO_INLINE vf vf_add(vf a, vf b) { return _mm512_add_ps(a, b); }
KEIRYO_INLINE vf vf_mul(vf a, vf b) { return _mm512_mul_ps(a, b); }
KEIRYO_INLINE vf vf_divide(vf a, vf b) { return _mm512_div_ps(a, b); }
// The second operand passes when one is NaN.
KEIRYO_INLINE vf vf_clamp(vf x, vf low, vf high) { return _mm512_min_ps(high, _mm512_max_ps(low, x)); }
KEIRYO_INLINE vi vi_load_part(const int32_t *p, size_t n) { return _mm512_maskz_loadu_epi32(lanes(n), p); }
KEIRYO_INLINE vi vi_load(const int32_t *p) { return _mm512_loadu_si512(p); }
KEIRYO_INLINE void vi_store_part(int32_t *p, vi v, size_t n) { _mm512_mask_storeu_epi32(p, lanes(n), v); }
KEIRYO_INLINE vi vi_set(int32_t x) { return _mm512_set1_epi32(x); }
KEIRYO_INLINE vi vi_add(vi a, vi b) { return _mm512_add_epi32(a, b); }
KEIRYO_INLINE vi vi_sub(vi a, vi b) { return _mm512_sub_epi32(a, b); }
KEIRYO_INLINE vf vi_to_float(vi a) { return _mm512_cvtepi32_ps(a); }
KEIRYO_INLINE vi vf_round(vf x) { return _mm512_cvtps_epi32(x); }
KEIRYO_INLINE vi vi_load_u8_part(const uint8_t *p, size_t n) {
  return _mm512_cvtepu8_epi32(_mm_maskz_loadu_epi8(lanes(n), p));
}
KEIRYO_INLINE void vi_store_u8_part(uint8_t *p, vi v, size_t n) {
  _mm_mask_storeu_epi8(p, lanes(n), _mm512_cvtepi32_epi8(v));
}

// Rounded sums of four vectors to codes at once. Sums beyond 2³⁰ could not be converted; as codes they are the limit.
#define VI_PACKS
typedef struct {
  __m512i zero, low, high;  // 16-bit, bytes, bytes
} vi_packer;
KEIRYO_INLINE vi_packer vi_packer_for(int32_t zero, float low, float high) {
  vi_packer p = {
    _mm512_set1_epi16((int16_t)zero), _mm512_set1_epi8((char)(zero + (int32_t)low)),
    _mm512_set1_epi8((char)(zero + (int32_t)high)),
  };
  return p;
}
KEIRYO_INLINE vi vi_rounded(vi sum, vf multiplier) {
  return _mm512_cvtps_epi32(_mm512_min_ps(_mm512_mul_ps(_mm512_cvtepi32_ps(sum), multiplier), _mm512_set1_ps(0x1p30f)));
}
// Lane for lane: 16 codes of lane 0 of all four, then those of lane 1.
KEIRYO_INLINE __m512i vi_pack_lanes(const vi_packer *p, vi a, vi b, vi c, vi d) {
  __m512i lower = _mm512_adds_epi16(_mm512_packs_epi32(a, b), p->zero);
  __m512i upper = _mm512_adds_epi16(_mm512_packs_epi32(c, d), p->zero);
  return _mm512_min_epu8(_mm512_max_epu8(_mm512_packus_epi16(lower, upper), p->low), p->high);
}
// One vector after the other.
KEIRYO_INLINE __m512i vi_pack(const vi_packer *p, vi a, vi b, vi c, vi d) {
  const __m512i order = _mm512_set_epi32(15, 11, 7, 3, 14, 10, 6, 2, 13, 9, 5, 1, 12, 8, 4, 0);
  return _mm512_permutexvar_epi32(order, vi_pack_lanes(p, a, b, c, d));
}
KEIRYO_INLINE void vi_store_codes(uint8_t *p, __m512i codes) { _mm512_storeu_si512(p, codes); }
// Lane i of vector j becomes lane j of vector i.
KEIRYO_INLINE void vi_turn_lanes(vi v[4]) {
  vi a = _mm512_shuffle_i32x4(v[0], v[1], 0x44), b = _mm512_shuffle_i32x4(v[0], v[1], 0xEE);
  vi c = _mm512_shuffle_i32x4(v[2], v[3], 0x44), d = _mm512_shuffle_i32x4(v[2], v[3], 0xEE);
  v[0] = _mm512_shuffle_i32x4(a, c, 0x88), v[1] = _mm512_shuffle_i32x4(a, c, 0xDD);
  v[2] = _mm512_shuffle_i32x4(b, d, 0x88), v[3] = _mm512_shuffle_i32x4(b, d, 0xDD);
}
KEIRYO_INLINE vf vi_as_float(vi v) { return _mm512_castsi512_ps(v); }
// Two rows of two vectors, four rows of one.
KEIRYO_INLINE void vi_store_halves(uint8_t *p, size_t stride, __m512i codes) {
  _mm256_storeu_si256((__m256i *)p, _mm512_castsi512_si256(codes));
  _mm256_storeu_si256((__m256i *)(p + stride), _mm512_extracti64x4_epi64(codes, 1));
}
KEIRYO_INLINE void vi_store_quarters(uint8_t *p, size_t stride, __m512i codes) {
  _mm_storeu_si128((__m128i *)p, _mm512_castsi512_si128(codes));
  _mm_storeu_si128((__m128i *)(p + stride), _mm512_extracti32x4_epi32(codes, 1));
  _mm_storeu_si128((__m128i *)(p + 2 * stride), _mm512_extracti32x4_epi32(codes, 2));
  _mm_storeu_si128((__m128i *)(p + 3 * stride), _mm512_extracti32x4_epi32(codes, 3));
}

// 64 codes through a table of 256.
#define VB_WIDTH 64
#ifdef KEIRYO_VBMI
// Two halves of 128 entries; the upper bit of a code chooses.
typedef struct {
  __m512i part[4];
} vb_table;
KEIRYO_INLINE vb_table vb_table_load(const uint8_t *table) {
  vb_table t;
  KEIRYO_UNROLL for (int i = 0; i < 4; i++) t.part[i] = _mm512_loadu_si512(table + 64 * i);
  return t;
}
KEIRYO_INLINE void vb_lookup(const vb_table *t, const uint8_t *x, uint8_t *y) {
  __m512i codes = _mm512_loadu_si512(x), lower = _mm512_permutex2var_epi8(t->part[0], codes, t->part[1]);
  __m512i upper = _mm512_permutex2var_epi8(t->part[2], codes, t->part[3]);
  _mm512_storeu_si512(y, _mm512_mask_blend_epi8(_mm512_movepi8_mask(codes), lower, upper));
}
#else
// A part of 16 entries for each upper half of a code.
typedef struct {
  __m512i part[16];
} vb_table;
KEIRYO_INLINE vb_table vb_table_load(const uint8_t *table) {
  vb_table t;
  KEIRYO_UNROLL for (int i = 0; i < 16; i++)
    t.part[i] = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)(table + 16 * i)));
  return t;
}
KEIRYO_INLINE void vb_lookup(const vb_table *t, const uint8_t *x, uint8_t *y) {
  __m512i codes = _mm512_loadu_si512(x), upper = _mm512_and_si512(codes, _mm512_set1_epi8((char)0xF0));
  __m512i lower = _mm512_and_si512(codes, _mm512_set1_epi8(0x0F)), result = _mm512_shuffle_epi8(t->part[0], lower);
  KEIRYO_UNROLL for (int i = 1; i < 16; i++) {
    __mmask64 here = _mm512_cmpeq_epi8_mask(upper, _mm512_set1_epi8((char)(16 * i)));
    result = _mm512_mask_shuffle_epi8(result, here, t->part[i], lower);
  }
  _mm512_storeu_si512(y, result);
}
#endif

// 8 bytes out of 16; a choice with its upper bit set gives 0.
#define VQ_PICKS
KEIRYO_INLINE void vq_pick(const uint8_t *p, const uint64_t *choice, uint8_t *to) {
  __m128i bytes = _mm_loadu_si128((const __m128i *)p);
  _mm_storel_epi64((__m128i *)to, _mm_shuffle_epi8(bytes, _mm_loadl_epi64((const __m128i *)choice)));
}
// The same for four windows side by side.
#define VQ_PICK_WINDOWS 4
typedef __m512i vq_choice;
KEIRYO_INLINE vq_choice vq_choice_load(const uint64_t *choices) {
  return _mm512_maskz_expand_epi64(0x55, _mm512_castsi256_si512(_mm256_loadu_si256((const __m256i *)choices)));
}
KEIRYO_INLINE void vq_pick_windows(const uint8_t *p, vq_choice choice, uint8_t *to) {
  const __m512i lower = _mm512_set_epi64(7, 5, 3, 1, 6, 4, 2, 0);
  __m512i picked = _mm512_permutexvar_epi64(lower, _mm512_shuffle_epi8(_mm512_loadu_si512(p), choice));
  _mm256_storeu_si256((__m256i *)to, _mm512_castsi512_si256(picked));
}

#ifdef KEIRYO_VNNI
// Four codes at once.
KEIRYO_INLINE vi vi_mul16(vi a, vi b, vi c) { return _mm512_dpwssd_epi32(c, a, b); }
#define VQ_GROUP 4
#define VQ_STAGE KEIRYO_STAGE_NONE
#define VQ_B_BYTES 4
typedef __m512i vq;
KEIRYO_INLINE vq vq_load_b(const uint8_t *p) { return _mm512_loadu_si512(p); }
KEIRYO_INLINE vq vq_broadcast_a(const uint8_t *p) {
  int32_t x;
  memcpy(&x, p, 4);
  return _mm512_set1_epi32(x);
}
KEIRYO_INLINE vi vq_dot(vi c, vq a, vq b) { return _mm512_dpbusd_epi32(c, a, b); }
// Groups (a[i], b[i], c[i], 0). Lane j of the shuffle takes codes 4·j … 4·j + 3.
#define VQ_TRIPLES
KEIRYO_INLINE vq vq_triples_part(const uint8_t *p, int byte) {
  __m512i codes = _mm512_broadcast_i32x4(_mm_loadu_si128((const __m128i *)p));
  const __m512i lane = _mm512_set_epi32(15, 14, 13, 12, 11, 10, 9, 8, 7, 6, 5, 4, 3, 2, 1, 0);
  __m512i at = _mm512_or_si512(_mm512_slli_epi32(lane, 8 * byte), _mm512_set1_epi32((int)~(0xFFu << (8 * byte))));
  return _mm512_shuffle_epi8(codes, at);
}
KEIRYO_INLINE vq vq_triples(const uint8_t *a, const uint8_t *b, const uint8_t *c) {
  return _mm512_or_si512(
    vq_triples_part(a, 0), _mm512_or_si512(vq_triples_part(b, 1), vq_triples_part(c, 2)));
}
KEIRYO_INLINE vq vq_weight_triples(const int32_t *a, const int32_t *b, const int32_t *c) {
  const __m512i low = _mm512_set1_epi32(0xFF);
  __m512i x = _mm512_and_si512(_mm512_loadu_si512(a), low), y = _mm512_and_si512(_mm512_loadu_si512(b), low);
  __m512i z = _mm512_and_si512(_mm512_loadu_si512(c), low);
  return _mm512_or_si512(x, _mm512_or_si512(_mm512_slli_epi32(y, 8), _mm512_slli_epi32(z, 16)));
}
// Bytes, or pairs of them, of two vectors in turns, within the lower or the upper half of each lane.
#define VQ_QUADS
KEIRYO_INLINE vq vq_interleave(vq a, vq b, const int upper) {
  return upper ? _mm512_unpackhi_epi8(a, b) : _mm512_unpacklo_epi8(a, b);
}
KEIRYO_INLINE vq vq_interleave_pairs(vq a, vq b, const int upper) {
  return upper ? _mm512_unpackhi_epi16(a, b) : _mm512_unpacklo_epi16(a, b);
}
KEIRYO_INLINE vq vq_next_byte(vq groups) { return _mm512_slli_epi32(groups, 8); }
#else
// Pairs of 16-bit codes.
KEIRYO_INLINE vi vi_mul16(vi a, vi b, vi c) { return _mm512_add_epi32(c, _mm512_madd_epi16(a, b)); }
#define VQ_GROUP 2
#define VQ_STAGE KEIRYO_STAGE_INT16
#define VQ_B_BYTES 4
typedef __m512i vq;
KEIRYO_INLINE vq vq_load_b(const uint8_t *p) { return _mm512_loadu_si512(p); }
KEIRYO_INLINE vq vq_broadcast_a(const uint8_t *p) {
  int32_t x;
  memcpy(&x, p, 4);
  return _mm512_set1_epi32(x);
}
KEIRYO_INLINE vi vq_dot(vi c, vq a, vq b) { return _mm512_add_epi32(c, _mm512_madd_epi16(a, b)); }
#endif

#include "fixed_avx512.h"
