// Rows of codes times a panel of four-bit weights, and how rows become codes. Needs the vectors of one instruction set
// and I4_MR.
#include <math.h>

#include "int4_dot.h"
#include "keiryo/int4.h"

#define I4_NAME(kernel) KEIRYO_JOIN(keiryo_int4_##kernel##__, I4_SUFFIX)
#define I4_BYTES (16 * VF_WIDTH)

KEIRYO_INLINE void i4_block(const keiryo_int4_tile *t, const size_t rows) {
  vf acc[I4_MR];
  KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) acc[i] = vf_set(0);
  const uint8_t *w = t->packed;
  for (size_t b = 0; b < t->blocks; b++, w += I4_BYTES + 4 * VF_WIDTH) {
    i4_sum sums[I4_MR];
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) sums[i] = i4_none();
    KEIRYO_UNROLL for (size_t part = 0; part < 4; part++) {
      i4_part weights = i4_load(w + part * 4 * VF_WIDTH);
      KEIRYO_UNROLL for (size_t i = 0; i < rows; i++)
        i4_add(&sums[i], weights, t->rows[i].codes + b * KEIRYO_INT4_BLOCK + 4 * part);
    }
    const vf scale = vf_load((const float *)(w + I4_BYTES));
    const vi zero = t->zeros ? vi_load_u8_part(t->zeros + b * VF_WIDTH, VF_WIDTH) : vi_set(8);
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
      // Zero points and sums fit 16 bits, and the upper halves of the zero points are 0.
      vi dot = vi_sub(i4_total(sums[i]), vi_mul16(zero, vi_set(t->rows[i].sums[b]), vi_set(0)));
      acc[i] = vf_add(acc[i], vf_mul(vf_mul(vf_set(t->rows[i].scales[b]), scale), vi_to_float(dot)));
    }
  }
  const size_t n = t->columns < VF_WIDTH ? t->columns : VF_WIDTH;
  KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
    vf y = t->bias ? vf_add(acc[i], vf_load_part(t->bias, n)) : acc[i];
    vf_store_part(t->y + i * t->y_stride, vf_clamp(y, vf_set(t->low), vf_set(t->high)), n);
  }
}

#define I4_CASE(r) \
  case r: \
    if ((r) <= I4_MR) i4_block(t, (r) <= I4_MR ? (r) : 1); \
    break;

void I4_NAME(tile)(const keiryo_int4_tile *t);
void I4_NAME(tile)(const keiryo_int4_tile *t) {
  switch (t->row_count) {
    I4_CASE(1) I4_CASE(2) I4_CASE(3) I4_CASE(4) I4_CASE(5) I4_CASE(6) I4_CASE(7) I4_CASE(8)
  }
}

void I4_NAME(quantize)(const float *x, size_t count, const keiryo_int4_row *row);
void I4_NAME(quantize)(const float *x, size_t count, const keiryo_int4_row *row) {
  int8_t *codes = row->codes;
  for (size_t b = 0; b * KEIRYO_INT4_BLOCK < count; b++, codes += KEIRYO_INT4_BLOCK) {
    size_t n = count - b * KEIRYO_INT4_BLOCK;
    if (n > KEIRYO_INT4_BLOCK) n = KEIRYO_INT4_BLOCK;
    float block[KEIRYO_INT4_BLOCK] = {0};
    memcpy(block, x + b * KEIRYO_INT4_BLOCK, n * sizeof(float));
    // Magnitudes compare as integers; infinite values and NaN are the largest.
    uint32_t bits[KEIRYO_INT4_BLOCK], largest = 0;
    memcpy(bits, block, sizeof bits);
    for (size_t i = 0; i < KEIRYO_INT4_BLOCK; i++) {
      uint32_t magnitude = bits[i] & 0x7FFFFFFFu;
      largest = magnitude > largest ? magnitude : largest;
    }
    float size;
    memcpy(&size, &largest, sizeof size);
    int is_finite = largest < 0x7F800000u, is_zero = !is_finite || size < 0x1p-100f;
    float factor = is_zero ? 0 : 127 / size;
    row->scales[b] = !is_finite ? NAN : is_zero ? 0 : size / 127;
    int32_t sum = 0;
    for (size_t i = 0; i < KEIRYO_INT4_BLOCK; i++) {
      // The sum with 1.5·2^23 rounds to an integer, ties to even.
      float real = is_zero ? 0 : block[i] * factor;
      int32_t code = (int32_t)((real + 12582912.0f) - 12582912.0f);
      codes[i] = (int8_t)code;
      sum += code;
    }
    row->sums[b] = sum;
  }
}
