// Codes whose scale is found when they are made, and their products, against plain loops.
#include "keiryo/dynamic.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "laws.h"

static void made(const keiryo_loops *l, size_t n, float shift) {
  float *x = law_memory(n * 4), *scale = law_memory(4), low = 0, high = 0;
  uint8_t *q = law_memory(n), *zero = law_memory(1);
  for (size_t i = 0; i < n; i++) {
    x[i] = law_float() * 3 + shift;
    low = x[i] < low ? x[i] : low, high = x[i] > high ? x[i] : high;
  }
  const keiryo_dynamic_codes p = {.loops = l, .count = n};
  void *buffers[] = {x, q, scale, zero};
  keiryo_dynamic_codes_run(&p, buffers, NULL);
  int good = *scale == (high - low) / 255 && fabs(*zero + low / *scale) <= 0.51;
  // Half a step, and what two roundings of float32 add at 255 steps.
  for (size_t i = 0; i < n; i++) good &= fabsf((float)(q[i] - *zero) * *scale - x[i]) <= *scale * 0.5001f + 1e-6f;
  law(good, "%s: scale and codes of %zu numbers", l->name, n);
  free(x), free(q), free(scale), free(zero);
}

static void products(
  const keiryo_tile_kernel *kernel, size_t rows, size_t depth, size_t columns, int stores_sums, int with_residual) {
  uint8_t *q = law_memory(rows * depth), *zero = law_memory(1);
  int8_t *w = law_memory(columns * depth);
  float *scale = law_memory(4), *scales = law_memory(columns * 4), *addend = law_memory(columns * 4);
  float *residual = law_memory(rows * columns * 4), *y = law_memory(rows * columns * 4);
  int32_t *sums = law_memory(columns * 4);
  *scale = 0.25f, *zero = 131;
  for (size_t i = 0; i < rows * depth; i++) q[i] = (uint8_t)(law_draw() >> 24);
  for (size_t i = 0; i < columns * depth; i++) {
    w[i] = (int8_t)((int32_t)(law_draw() >> 24) % 256 - 128);
    sums[i / depth] += w[i];
  }
  for (size_t n = 0; n < columns; n++) scales[n] = fabsf(law_float()), addend[n] = law_float();
  for (size_t i = 0; i < rows * columns; i++) residual[i] = law_float();
  const size_t bytes = keiryo_s8_packed_bytes(1, depth, columns, kernel), panels = (columns + kernel->columns - 1) / kernel->columns;
  void *packed = law_memory(bytes), *scratch = law_memory((columns * 8 + 63) / 64 * 64 + rows * depth * 2 + 64);
  keiryo_s8_pack(w, 1, depth, columns, kernel, packed);
  const keiryo_dynamic_gemm p = {
    .rows = rows, .columns = columns, .depth = depth, .packed = packed, .panel_bytes = bytes / panels,
    .scales = stores_sums ? NULL : scales, .sums = sums, .addend = stores_sums ? NULL : addend, .zero_is_buffer = 1,
    .residual_is_buffer = (uint32_t)with_residual, .stage = kernel->stage,
    .staged_bytes = kernel->stage == KEIRYO_STAGE_INT16 ? 2 : 1, .image_offset = (columns * 8 + 63) / 64 * 64,
    .epilogue = {.low = -INFINITY, .high = INFINITY, .stored = stores_sums ? KEIRYO_STORE_SUMS : KEIRYO_STORE_FLOAT},
    .tile = kernel->function, .tile_rows = kernel->rows, .tile_columns = kernel->columns, .tile_group = kernel->group,
  };
  void *buffers[6] = {q}, **next = buffers + 1;
  if (!stores_sums) *next++ = scale;
  *next++ = zero;
  if (with_residual) *next++ = residual;
  *next++ = y, *next++ = scratch;
  keiryo_dynamic_gemm_run(&p, buffers, NULL);
  int good = 1;
  for (size_t i = 0; i < rows * columns; i++) {
    const size_t n = i % columns;
    int32_t sum = 0;
    for (size_t k = 0; k < depth; k++) sum += (q[i / columns * depth + k] - *zero) * w[n * depth + k];
    if (stores_sums) {
      good &= ((int32_t *)y)[i] == sum;
      continue;
    }
    // Each step is rounded to float32 on its own.
    volatile float real = (float)sum * (*scale * scales[n]);
    real = real + addend[n];
    if (with_residual) real = real + residual[i];
    good &= y[i] == real;
  }
  law(good, "%s: product of %zu rows, depth %zu, %zu columns, sums %d", kernel->name, rows, depth, columns, stores_sums);
  free(q), free(zero), free(w), free(scale), free(scales), free(addend), free(residual), free(y), free(sums);
  free(packed), free(scratch);
}

void dynamic_laws(uint32_t features) {
  for (size_t n = 1; n <= 300; n += 43)
    made(keiryo_loops_for(features), n, 0), made(keiryo_loops_for(features), n, 5), made(keiryo_loops_for(features), n, -5);
  const keiryo_tile_kernel *kernel = keiryo_u8s8_tile_kernel(features);
  for (size_t depth = 1; depth <= 70; depth = depth * 2 + 1)
    for (size_t columns = 1; columns <= 140; columns += 23)
      for (size_t rows = 1; rows <= 16; rows += 5)
        for (int form = 0; form < 3; form++) products(kernel, rows, depth, columns, form == 2, form == 1);
}
