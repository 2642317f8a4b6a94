// 128-bit vectors (Advanced SIMD of AArch64).
#include <arm_neon.h>
#include <string.h>
#include "begin.h"

#ifdef KEIRYO_TARGET
#if defined(__clang__)
#pragma clang attribute push(__attribute__((target(KEIRYO_TARGET))), apply_to = function)
#else
#pragma GCC push_options
KEIRYO_PRAGMA(GCC target(KEIRYO_TARGET))
#endif
#endif

#define VF_WIDTH 4
typedef float32x4_t vf;
typedef int32x4_t vi;
// Keeps multiply-adds in the order of the source: reordered, they would need more registers than there are.
#define VF_KEEP(v) __asm__ volatile("" : "+w"(v))

KEIRYO_INLINE vf vf_load(const float *p) { return vld1q_f32(p); }
KEIRYO_INLINE vf vf_load_part(const float *p, size_t n) {
  if (n >= 4) return vld1q_f32(p);
  float x[4] = {0, 0, 0, 0};
  for (size_t i = 0; i < n; i++) x[i] = p[i];
  return vld1q_f32(x);
}
KEIRYO_INLINE void vf_store(float *p, vf v) { vst1q_f32(p, v); }
KEIRYO_INLINE void vf_store_part(float *p, vf v, size_t n) {
  if (n >= 4) {
    vst1q_f32(p, v);
  } else {
    float x[4];
    vst1q_f32(x, v);
    for (size_t i = 0; i < n; i++) p[i] = x[i];
  }
}
KEIRYO_INLINE vf vf_set(float x) { return vdupq_n_f32(x); }
KEIRYO_INLINE vf vf_fma(vf a, vf b, vf c) { return vfmaq_f32(c, a, b); }
KEIRYO_INLINE vf vf_add(vf a, vf b) { return vaddq_f32(a, b); }
KEIRYO_INLINE vf vf_mul(vf a, vf b) { return vmulq_f32(a, b); }
KEIRYO_INLINE vf vf_divide(vf a, vf b) { return vdivq_f32(a, b); }
KEIRYO_INLINE vf vf_clamp(vf x, vf low, vf high) { return vminq_f32(high, vmaxq_f32(low, x)); }
KEIRYO_INLINE vi vi_load(const int32_t *p) { return vld1q_s32(p); }
KEIRYO_INLINE vi vi_load_part(const int32_t *p, size_t n) {
  if (n >= 4) return vld1q_s32(p);
  int32_t x[4] = {0, 0, 0, 0};
  for (size_t i = 0; i < n; i++) x[i] = p[i];
  return vld1q_s32(x);
}
KEIRYO_INLINE void vi_store_part(int32_t *p, vi v, size_t n) {
  int32_t x[4];
  vst1q_s32(x, v);
  for (size_t i = 0; i < 4 && i < n; i++) p[i] = x[i];
}
KEIRYO_INLINE vi vi_set(int32_t x) { return vdupq_n_s32(x); }
KEIRYO_INLINE vi vi_add(vi a, vi b) { return vaddq_s32(a, b); }
KEIRYO_INLINE vi vi_sub(vi a, vi b) { return vsubq_s32(a, b); }
KEIRYO_INLINE vf vi_to_float(vi a) { return vcvtq_f32_s32(a); }
KEIRYO_INLINE vi vf_round(vf x) { return vcvtnq_s32_f32(x); }
KEIRYO_INLINE vi vi_load_u8_part(const uint8_t *p, size_t n) {
  uint32_t x = 0;
  if (n >= 4) {
    memcpy(&x, p, 4);
  } else {
    for (size_t i = 0; i < n; i++) x |= (uint32_t)p[i] << (8 * i);
  }
  uint16x8_t words = vmovl_u8(vcreate_u8(x));
  return vreinterpretq_s32_u32(vmovl_u16(vget_low_u16(words)));
}
KEIRYO_INLINE void vi_store_u8_part(uint8_t *p, vi v, size_t n) {
  uint16x4_t words = vqmovun_s32(v);
  uint32_t x = vget_lane_u32(vreinterpret_u32_u8(vqmovn_u16(vcombine_u16(words, words))), 0);
  if (n >= 4) {
    memcpy(p, &x, 4);
  } else {
    for (size_t i = 0; i < n; i++) p[i] = (uint8_t)(x >> (8 * i));
  }
}
KEIRYO_INLINE vi vi_mul16(vi a, vi b, vi c) { return vmlaq_s32(c, a, b); }

// 16 codes through a table of 256: four parts of 64 entries.
#define VB_WIDTH 16
typedef struct {
  uint8x16x4_t part[4];
} vb_table;
KEIRYO_INLINE vb_table vb_table_load(const uint8_t *table) {
  vb_table t;
  KEIRYO_UNROLL for (int i = 0; i < 4; i++)
    t.part[i] = (uint8x16x4_t){{vld1q_u8(table + 64 * i), vld1q_u8(table + 64 * i + 16),
                                vld1q_u8(table + 64 * i + 32), vld1q_u8(table + 64 * i + 48)}};
  return t;
}
KEIRYO_INLINE void vb_lookup(const vb_table *t, const uint8_t *x, uint8_t *y) {
  uint8x16_t codes = vld1q_u8(x), result = vqtbl4q_u8(t->part[0], codes);
  KEIRYO_UNROLL for (int i = 1; i < 4; i++)
    result = vqtbx4q_u8(result, t->part[i], vsubq_u8(codes, vdupq_n_u8((uint8_t)(64 * i))));
  vst1q_u8(y, result);
}

#ifdef KEIRYO_DOTPROD
// Four signed codes at once.
#define VQ_GROUP 4
#define VQ_STAGE KEIRYO_STAGE_SIGNED
#define VQ_B_BYTES 4
typedef int8x16_t vq;
KEIRYO_INLINE vq vq_load_b(const uint8_t *p) { return vld1q_s8((const int8_t *)p); }
KEIRYO_INLINE vq vq_broadcast_a(const uint8_t *p) {
  int32_t x;
  memcpy(&x, p, 4);
  return vreinterpretq_s8_s32(vdupq_n_s32(x));
}
KEIRYO_INLINE vi vq_dot(vi c, vq a, vq b) { return vdotq_s32(c, a, b); }
// 8 bytes out of 16; a choice with its upper bit set gives 0.
#define VQ_PICKS
KEIRYO_INLINE void vq_pick(const uint8_t *p, const uint64_t *choice, uint8_t *to) {
  vst1_u8(to, vqtbl1_u8(vld1q_u8(p), vld1_u8((const uint8_t *)choice)));
}
#else
// 16-bit codes one by one.
#define VQ_GROUP 1
#define VQ_STAGE KEIRYO_STAGE_INT16
#define VQ_B_BYTES 2
typedef int16x4_t vq;
KEIRYO_INLINE vq vq_load_b(const uint8_t *p) { return vld1_s16((const int16_t *)p); }
KEIRYO_INLINE vq vq_broadcast_a(const uint8_t *p) { return vdup_n_s16(*(const int16_t *)p); }
KEIRYO_INLINE vi vq_dot(vi c, vq a, vq b) { return vmlal_s16(c, a, b); }
#endif

#include "fixed_neon.h"
