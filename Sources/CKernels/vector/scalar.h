// Vectors of one element: with them the templates are plain scalar code, the definition of every kernel.
#include <string.h>
#include "begin.h"

#define KEIRYO_ISA scalar
#define VF_WIDTH 1
#define VF_KEEP(v)  // nothing to keep: see the vectors of the processors
typedef float vf;
typedef int32_t vi;

KEIRYO_INLINE vf vf_load(const float *p) { return *p; }
KEIRYO_INLINE vf vf_load_part(const float *p, size_t n) { return n ? *p : 0; }
KEIRYO_INLINE void vf_store(float *p, vf v) { *p = v; }
KEIRYO_INLINE void vf_store_part(float *p, vf v, size_t n) {
  if (n) *p = v;
}
KEIRYO_INLINE vf vf_set(float x) { return x; }
KEIRYO_INLINE vf vf_fma(vf a, vf b, vf c) { return a * b + c; }
KEIRYO_INLINE vf vf_add(vf a, vf b) { return a + b; }
KEIRYO_INLINE vf vf_mul(vf a, vf b) { return a * b; }
KEIRYO_INLINE vf vf_divide(vf a, vf b) { return a / b; }
KEIRYO_INLINE vf vf_clamp(vf x, vf low, vf high) {
  vf t = x < low ? low : x;
  return t > high ? high : t;
}
KEIRYO_INLINE vi vi_load_part(const int32_t *p, size_t n) { return n ? *p : 0; }
KEIRYO_INLINE vi vi_load(const int32_t *p) { return *p; }
KEIRYO_INLINE void vi_store_part(int32_t *p, vi v, size_t n) {
  if (n) *p = v;
}
KEIRYO_INLINE vi vi_set(int32_t x) { return x; }
KEIRYO_INLINE vi vi_add(vi a, vi b) { return (vi)((uint32_t)a + (uint32_t)b); }
KEIRYO_INLINE vi vi_sub(vi a, vi b) { return (vi)((uint32_t)a - (uint32_t)b); }
KEIRYO_INLINE vf vi_to_float(vi a) { return (float)a; }
// |x| at most 2²²: the sum rounds to an integer, ties to even.
KEIRYO_INLINE vi vf_round(vf x) { return (vi)((x + 12582912.0f) - 12582912.0f); }
KEIRYO_INLINE vi vi_load_u8_part(const uint8_t *p, size_t n) { return n ? *p : 0; }
KEIRYO_INLINE void vi_store_u8_part(uint8_t *p, vi v, size_t n) {
  if (n) *p = (uint8_t)v;
}
KEIRYO_INLINE vi vi_mul16(vi a, vi b, vi c) { return c + a * b; }

// Codes taken one by one.
#define VQ_GROUP 1
#define VQ_STAGE KEIRYO_STAGE_NONE
typedef int32_t vq;
KEIRYO_INLINE vq vq_load_b(const uint8_t *p) { return *(const int8_t *)p; }
KEIRYO_INLINE vq vq_broadcast_a(const uint8_t *p) { return *p; }
KEIRYO_INLINE vi vq_dot(vi c, vq a, vq b) { return c + a * b; }
#define VQ_B_BYTES 1

#include "fixed_scalar.h"
