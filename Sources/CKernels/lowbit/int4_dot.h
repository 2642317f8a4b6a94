// Four-bit weights times codes, for VF_WIDTH columns: how each instruction set takes them. A part is one value group of
// 4·VF_WIDTH bytes; its lower halves meet four codes, its upper halves the four codes 16 further on.
#if defined(KEIRYO_VNNI)
// Upper halves count 16 times; their sum is divided once.
typedef struct {
  __m512i low, high;
} i4_sum;
typedef struct {
  __m512i low, high;
} i4_part;
KEIRYO_INLINE i4_sum i4_none(void) { return (i4_sum){_mm512_setzero_si512(), _mm512_setzero_si512()}; }
KEIRYO_INLINE i4_part i4_load(const uint8_t *p) {
  __m512i both = _mm512_loadu_si512(p);
  return (i4_part){
    _mm512_and_si512(both, _mm512_set1_epi8(0x0F)), _mm512_and_si512(both, _mm512_set1_epi8((char)0xF0))};
}
KEIRYO_INLINE void i4_add(i4_sum *s, i4_part w, const int8_t *x) {
  s->low = _mm512_dpbusd_epi32(s->low, w.low, vq_broadcast_a((const uint8_t *)x));
  s->high = _mm512_dpbusd_epi32(s->high, w.high, vq_broadcast_a((const uint8_t *)x + 16));
}
KEIRYO_INLINE vi i4_total(i4_sum s) { return _mm512_add_epi32(s.low, _mm512_srai_epi32(s.high, 4)); }

#elif VF_WIDTH == 16
// Eight pairs of products, each at most 2·15·127, stay within 16 bits.
typedef __m512i i4_sum;
typedef struct {
  __m512i low, high;
} i4_part;
KEIRYO_INLINE i4_sum i4_none(void) { return _mm512_setzero_si512(); }
KEIRYO_INLINE i4_part i4_load(const uint8_t *p) {
  __m512i both = _mm512_loadu_si512(p), mask = _mm512_set1_epi8(0x0F);
  return (i4_part){_mm512_and_si512(both, mask), _mm512_and_si512(_mm512_srli_epi16(both, 4), mask)};
}
KEIRYO_INLINE void i4_add(i4_sum *s, i4_part w, const int8_t *x) {
  __m512i low = _mm512_maddubs_epi16(w.low, vq_broadcast_a((const uint8_t *)x));
  __m512i high = _mm512_maddubs_epi16(w.high, vq_broadcast_a((const uint8_t *)x + 16));
  *s = _mm512_add_epi16(*s, _mm512_add_epi16(low, high));
}
KEIRYO_INLINE vi i4_total(i4_sum s) { return _mm512_madd_epi16(s, _mm512_set1_epi16(1)); }

#elif VF_WIDTH == 8
// Eight pairs of products, each at most 2·15·127, stay within 16 bits.
typedef __m256i i4_sum;
typedef struct {
  __m256i low, high;
} i4_part;
KEIRYO_INLINE i4_sum i4_none(void) { return _mm256_setzero_si256(); }
KEIRYO_INLINE i4_part i4_load(const uint8_t *p) {
  __m256i both = _mm256_loadu_si256((const __m256i *)p), mask = _mm256_set1_epi8(0x0F);
  return (i4_part){_mm256_and_si256(both, mask), _mm256_and_si256(_mm256_srli_epi16(both, 4), mask)};
}
KEIRYO_INLINE void i4_add(i4_sum *s, i4_part w, const int8_t *x) {
  __m256i low = _mm256_maddubs_epi16(w.low, vq_broadcast_a((const uint8_t *)x));
  __m256i high = _mm256_maddubs_epi16(w.high, vq_broadcast_a((const uint8_t *)x + 16));
  *s = _mm256_add_epi16(*s, _mm256_add_epi16(low, high));
}
KEIRYO_INLINE vi i4_total(i4_sum s) { return _mm256_madd_epi16(s, _mm256_set1_epi16(1)); }

#elif VF_WIDTH == 4
typedef struct {
  int8x16_t low, high;
} i4_part;
KEIRYO_INLINE i4_part i4_load(const uint8_t *p) {
  uint8x16_t both = vld1q_u8(p);
  return (i4_part){
    vreinterpretq_s8_u8(vandq_u8(both, vdupq_n_u8(0x0F))), vreinterpretq_s8_u8(vshrq_n_u8(both, 4))};
}
KEIRYO_INLINE int8x16_t i4_codes(const int8_t *x) {
  int32_t four;
  memcpy(&four, x, 4);
  return vreinterpretq_s8_s32(vdupq_n_s32(four));
}
#ifdef KEIRYO_DOTPROD
typedef int32x4_t i4_sum;
KEIRYO_INLINE i4_sum i4_none(void) { return vdupq_n_s32(0); }
KEIRYO_INLINE void i4_add(i4_sum *s, i4_part w, const int8_t *x) {
  *s = vdotq_s32(vdotq_s32(*s, w.low, i4_codes(x)), w.high, i4_codes(x + 16));
}
KEIRYO_INLINE vi i4_total(i4_sum s) { return s; }
#else
// Eight products, each at most 15·127, stay within 16 bits.
typedef struct {
  int16x8_t first, second;  // columns 0 and 1, 2 and 3
} i4_sum;
KEIRYO_INLINE i4_sum i4_none(void) { return (i4_sum){vdupq_n_s16(0), vdupq_n_s16(0)}; }
KEIRYO_INLINE void i4_add(i4_sum *s, i4_part w, const int8_t *x) {
  int8x16_t low = i4_codes(x), high = i4_codes(x + 16);
  s->first = vmlal_s8(vmlal_s8(s->first, vget_low_s8(w.low), vget_low_s8(low)), vget_low_s8(w.high), vget_low_s8(high));
  s->second = vmlal_s8(
    vmlal_s8(s->second, vget_high_s8(w.low), vget_high_s8(low)), vget_high_s8(w.high), vget_high_s8(high));
}
KEIRYO_INLINE vi i4_total(i4_sum s) { return vpaddq_s32(vpaddlq_s16(s.first), vpaddlq_s16(s.second)); }
#endif

#else
typedef int32_t i4_sum;
typedef const uint8_t *i4_part;
KEIRYO_INLINE i4_sum i4_none(void) { return 0; }
KEIRYO_INLINE i4_part i4_load(const uint8_t *p) { return p; }
KEIRYO_INLINE void i4_add(i4_sum *s, i4_part w, const int8_t *x) {
  for (int i = 0; i < 4; i++) *s += (w[i] & 0x0F) * x[i] + (w[i] >> 4) * x[i + 16];
}
KEIRYO_INLINE vi i4_total(i4_sum s) { return s; }
#endif
