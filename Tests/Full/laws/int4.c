// Four-bit weights: every processor's kernel against plain loops, bit for bit.
#include "keiryo/int4.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "laws.h"

static float law_sum(const float *x, const uint8_t *codes, const float *scales, const uint8_t *zeros, size_t depth) {
  float y = 0;
  for (size_t b = 0; b * 32 < depth; b++) {
    size_t n = depth - b * 32 < 32 ? depth - b * 32 : 32;
    float size = 0;
    for (size_t i = 0; i < n; i++) size = fmaxf(size, fabsf(x[b * 32 + i]));
    volatile float factor = size > 0 ? 127 / size : 0, scale = size / 127;
    int32_t dot = 0;
    for (size_t i = 0; i < n; i++)
      dot += (int32_t)nearbyintf(x[b * 32 + i] * factor) * (codes[b * 32 + i] - (zeros ? zeros[b] : 8));
    volatile float both = scale * scales[b], product = both * (float)dot, sum = y + product;
    y = sum;
  }
  return y;
}

static void check(const keiryo_int4_kernel *kernel, size_t rows, size_t depth, size_t columns, int has_zeros) {
  size_t blocks = (depth + 31) / 32;
  float *x = law_memory(rows * depth * 4), *y = law_memory(rows * columns * 4), *bias = law_memory(columns * 4);
  float *scales = law_memory(columns * blocks * 4);
  uint8_t *codes = law_memory(columns * depth), *zeros = law_memory(columns * blocks);
  for (size_t i = 0; i < rows * depth; i++) x[i] = i / 32 % 5 == 3 ? 0 : law_float();
  for (size_t i = 0; i < columns * depth; i++) codes[i] = (uint8_t)(law_draw() >> 28);
  for (size_t i = 0; i < columns * blocks; i++) scales[i] = law_float(), zeros[i] = (uint8_t)(law_draw() >> 28);
  for (size_t n = 0; n < columns; n++) bias[n] = law_float();
  uint8_t *packed = law_memory(keiryo_int4_packed_bytes(depth, columns, kernel->columns));
  uint8_t *packed_zeros = law_memory(keiryo_int4_zeros_bytes(depth, columns, kernel->columns));
  keiryo_int4_pack(
    codes, scales, has_zeros ? zeros : NULL, depth, columns, kernel->columns, packed, has_zeros ? packed_zeros : NULL);
  void *scratch = law_memory(keiryo_int4_scratch_bytes(rows, depth));
  keiryo_int4_product p = {.rows = rows, .columns = columns, .depth = depth, .packed = packed,
    .zeros = has_zeros ? packed_zeros : NULL, .bias = bias, .low = -2, .high = INFINITY, .kernel = kernel};
  void *buffers[] = {x, y, scratch};
  keiryo_int4_run(&p, buffers, NULL);
  int good = 1;
  for (size_t r = 0; r < rows; r++)
    for (size_t n = 0; n < columns; n++) {
      volatile float sum = law_sum(
        x + r * depth, codes + n * depth, scales + n * blocks, has_zeros ? zeros + n * blocks : NULL, depth);
      float expected = fmaxf(-2, sum + bias[n]);
      if (memcmp(&y[r * columns + n], &expected, 4)) good = 0;
    }
  law(good, "int4 %s: %zu rows, depth %zu, %zu columns, zero points %d", kernel->name, rows, depth, columns, has_zeros);
  free(x), free(y), free(bias), free(scales), free(codes), free(zeros), free(packed), free(packed_zeros), free(scratch);
}

void int4_laws(uint32_t features) {
  const keiryo_int4_kernel *kernel = keiryo_int4_kernel_for(features);
  static const size_t depths[] = {1, 31, 32, 33, 96, 200};
  for (size_t d = 0; d < sizeof depths / sizeof depths[0]; d++)
    for (size_t columns = 1; columns <= 40; columns += 13)
      for (size_t rows = 1; rows <= 17; rows++)
        for (int has_zeros = 0; has_zeros < 2; has_zeros++) check(kernel, rows, depths[d], columns, has_zeros);
}
