// Every tile kernel that this processor has, against plain loops: integer results exactly, float32 within rounding.
#include "keiryo/tile.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "laws.h"

static void floats(const keiryo_tile_kernel *kernel, size_t rows, size_t depth, size_t columns) {
  float *a = law_memory(rows * depth * 4), *b = law_memory(depth * columns * 4), *c = law_memory(rows * columns * 4);
  float *bias = law_memory(columns * 4);
  for (size_t i = 0; i < rows * depth; i++) a[i] = law_float();
  for (size_t i = 0; i < depth * columns; i++) b[i] = law_float();
  for (size_t i = 0; i < columns; i++) bias[i] = (float)i;
  size_t count = keiryo_f32_packed_count(depth, columns, kernel->columns);
  float *packed = law_memory(count * 4);
  keiryo_f32_pack(b, depth, columns, columns, 1, kernel->columns, packed);
  const uint8_t *starts[32];
  for (size_t r = 0; r < rows; r++) starts[r] = (const uint8_t *)(a + r * depth);
  ptrdiff_t segment = 0;
  keiryo_epilogue epilogue = {.low = -INFINITY, .high = INFINITY};
  keiryo_tile tile = {.rows = starts, .row_count = rows, .segments = &segment, .segment_count = 1, .run = depth,
    .step = 4, .b = (const uint8_t *)packed, .panel_bytes = depth * kernel->columns * 4, .columns = columns,
    .bias = bias, .c = (uint8_t *)c, .c_stride = columns * 4, .epilogue = &epilogue};
  kernel->function(&tile);
  int good = 1;
  for (size_t r = 0; r < rows; r++)
    for (size_t n = 0; n < columns; n++) {
      double sum = bias[n], size = fabs(sum);
      for (size_t k = 0; k < depth; k++) {
        sum += (double)a[r * depth + k] * b[k * columns + n];
        size += fabs((double)a[r * depth + k] * b[k * columns + n]);
      }
      // Each of depth + 1 roundings is at most half a unit of 2^-23 of what has been summed.
      if (!(fabs(c[r * columns + n] - sum) <= size * (double)(depth + 1) * ldexp(1, -24))) good = 0;
    }
  law(good, "%s: %zu rows, depth %zu, %zu columns", kernel->name, rows, depth, columns);
  free(a), free(b), free(c), free(bias), free(packed);
}

static void codes(const keiryo_tile_kernel *kernel, size_t rows, size_t depth, size_t columns) {
  size_t group = kernel->group, groups = (depth + group - 1) / group;
  size_t width = kernel->stage == KEIRYO_STAGE_INT16 ? 2 : 1;
  uint8_t *a = law_memory(rows * groups * group * width);
  int8_t *b = law_memory(columns * depth);
  int32_t *values = law_memory(rows * depth * 4), *bias = law_memory(columns * 4);
  float *c = law_memory(rows * columns * 4), *multiplier = law_memory(columns * 4);
  for (size_t r = 0; r < rows; r++)
    for (size_t k = 0; k < depth; k++) {
      uint8_t code = (uint8_t)(law_draw() >> 24);
      size_t place = r * groups * group + k;
      values[r * depth + k] = kernel->stage == KEIRYO_STAGE_SIGNED ? code - 128 : code;
      if (kernel->stage == KEIRYO_STAGE_INT16) ((int16_t *)a)[place] = code;
      else a[place] = (uint8_t)values[r * depth + k];
    }
  for (size_t i = 0; i < columns * depth; i++) b[i] = (int8_t)((int32_t)(law_draw() >> 24) % 255 - 127);
  for (size_t n = 0; n < columns; n++) bias[n] = (int32_t)(law_draw() >> 20) - 2048, multiplier[n] = 1;
  size_t bytes = keiryo_s8_packed_bytes(1, depth, columns, kernel);
  size_t panels = (columns + kernel->columns - 1) / kernel->columns;
  void *packed = law_memory(bytes);
  keiryo_s8_pack(b, 1, depth, columns, kernel, packed);
  const uint8_t *starts[32];
  for (size_t r = 0; r < rows; r++) starts[r] = a + r * groups * group * width;
  ptrdiff_t segment = 0;
  keiryo_epilogue epilogue = {.low = -INFINITY, .high = INFINITY, .stored = KEIRYO_STORE_FLOAT};
  keiryo_tile tile = {.rows = starts, .row_count = rows, .segments = &segment, .segment_count = 1, .run = groups,
    .step = (ptrdiff_t)(group * width), .b = packed, .panel_bytes = bytes / panels, .columns = columns, .bias = bias,
    .multiplier = multiplier, .c = (uint8_t *)c, .c_stride = columns * 4, .epilogue = &epilogue};
  kernel->function(&tile);
  int good = 1;
  for (size_t r = 0; r < rows; r++)
    for (size_t n = 0; n < columns; n++) {
      int32_t sum = bias[n];
      for (size_t k = 0; k < depth; k++) sum += values[r * depth + k] * b[n * depth + k];
      // Below 2^24 in size, so float32 holds it exactly.
      if (c[r * columns + n] != (float)sum) good = 0;
    }
  law(good, "%s: %zu rows, depth %zu, %zu columns", kernel->name, rows, depth, columns);
  free(a), free(b), free(values), free(bias), free(c), free(multiplier), free(packed);
}

void tile_laws(uint32_t features) {
  const keiryo_tile_kernel *f = keiryo_f32_tile_kernel(features), *q = keiryo_u8s8_tile_kernel(features);
  for (size_t depth = 1; depth <= 70; depth = depth * 2 + 1)
    for (size_t columns = 1; columns <= 40; columns += 13) {
      // Up to two tiles and a row more.
      for (size_t rows = 1; rows <= 2u * f->rows + 1; rows += rows <= f->rows ? 1 : f->rows)
        floats(f, rows, depth, columns);
      for (size_t rows = 1; rows <= 2u * q->rows + 1; rows += rows <= q->rows ? 1 : q->rows)
        codes(q, rows, depth, columns);
    }
}
