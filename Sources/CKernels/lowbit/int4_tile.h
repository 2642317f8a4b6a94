// Rows of codes times a panel of four-bit weights, and how rows become codes. Needs the vectors of one instruction set
// and I4_PANELS, the panels that fit four rows.
#include <math.h>

#include "int4_dot.h"
#include "keiryo/int4.h"

#define I4_NAME(kernel) KEIRYO_JOIN(keiryo_int4_##kernel##__, I4_SUFFIX)
#define I4_BYTES (16 * VF_WIDTH)

// `rows` and `panels` are constants where this is inlined: panels side by side share what is read of the rows.
KEIRYO_INLINE void i4_block(const keiryo_int4_tile *t, const size_t rows, const size_t panels, size_t first) {
  const size_t block_bytes = I4_BYTES + 4 * VF_WIDTH, panel_bytes = t->blocks * block_bytes;
  const uint8_t *w = t->packed + first * panel_bytes;
  const uint8_t *zeros = t->zeros ? t->zeros + first * t->blocks * VF_WIDTH : NULL;
  vf acc[4][4];
  KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
    KEIRYO_UNROLL for (size_t p = 0; p < panels; p++) acc[i][p] = vf_set(0);
  }
  for (size_t b = 0; b < t->blocks; b++, w += block_bytes) {
    i4_sum sums[4][4];
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
      KEIRYO_UNROLL for (size_t p = 0; p < panels; p++) sums[i][p] = i4_none();
    }
    KEIRYO_UNROLL for (size_t part = 0; part < 4; part++) {
      i4_part weights[4];
      KEIRYO_UNROLL for (size_t p = 0; p < panels; p++)
        weights[p] = i4_load(w + p * panel_bytes + part * 4 * VF_WIDTH);
      KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
        const int8_t *codes = t->rows[i].codes + b * KEIRYO_INT4_BLOCK + 4 * part;
        KEIRYO_UNROLL for (size_t p = 0; p < panels; p++) i4_add(&sums[i][p], weights[p], codes);
      }
    }
    KEIRYO_UNROLL for (size_t p = 0; p < panels; p++) {
      const vf scale = vf_load((const float *)(w + p * panel_bytes + I4_BYTES));
      const vi zero = zeros ? vi_load_u8_part(zeros + (p * t->blocks + b) * VF_WIDTH, VF_WIDTH) : vi_set(8);
      KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
        // Zero points and sums fit 16 bits, and the upper halves of the zero points are 0.
        vi dot = vi_sub(i4_total(sums[i][p]), vi_mul16(zero, vi_set(t->rows[i].sums[b]), vi_set(0)));
        acc[i][p] = vf_add(acc[i][p], vf_mul(vf_mul(vf_set(t->rows[i].scales[b]), scale), vi_to_float(dot)));
      }
    }
  }
  KEIRYO_UNROLL for (size_t p = 0; p < panels; p++) {
    const size_t column = (first + p) * VF_WIDTH;
    const size_t n = t->columns - column < VF_WIDTH ? t->columns - column : VF_WIDTH;
    KEIRYO_UNROLL for (size_t i = 0; i < rows; i++) {
      vf y = t->bias ? vf_add(acc[i][p], vf_load_part(t->bias + column, n)) : acc[i][p];
      vf_store_part(t->y + i * t->y_stride + column, vf_clamp(y, vf_set(t->low), vf_set(t->high)), n);
    }
  }
}

void I4_NAME(tile)(const keiryo_int4_tile *t);
void I4_NAME(tile)(const keiryo_int4_tile *t) {
  const size_t panels = (t->columns + VF_WIDTH - 1) / VF_WIDTH;
  size_t p = 0;
  if (t->row_count == 1)
    for (; p + 4 <= panels; p += 4) i4_block(t, 1, 4, p);
  if (t->row_count == 4)
    for (; p + I4_PANELS <= panels; p += I4_PANELS) i4_block(t, 4, I4_PANELS, p);
  for (; p < panels; p++) {
    switch (t->row_count) {
      case 1: i4_block(t, 1, 1, p); break;
      case 2: i4_block(t, 2, 1, p); break;
      case 3: i4_block(t, 3, 1, p); break;
      default: i4_block(t, 4, 1, p);
    }
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
