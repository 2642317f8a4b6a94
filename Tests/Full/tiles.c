// Every tile kernel that this processor has, against plain loops: integer results exactly, float32 within rounding.
#include "keiryo/instruction_set.h"
#include "keiryo/tile.h"
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static uint32_t state = 1;
static uint32_t draw(void) { return state = state * 1664525u + 1013904223u; }

static int failures = 0;
static int cases = 0;

static void check(int good, const char *kernel, size_t rows, size_t depth, size_t columns) {
  cases++;
  if (good) return;
  failures++;
  fprintf(stderr, "%s differs: %zu rows, depth %zu, %zu columns\n", kernel, rows, depth, columns);
}

static void *aligned(size_t bytes) {
  void *memory = aligned_alloc(64, (bytes + 256 + 63) / 64 * 64);
  if (!memory) exit(2);
  memset(memory, 0, (bytes + 256 + 63) / 64 * 64);
  return memory;
}

static void floats(const keiryo_tile_kernel *kernel, size_t rows, size_t depth, size_t columns) {
  float *a = aligned(rows * depth * 4), *b = aligned(depth * columns * 4), *c = aligned(rows * columns * 4);
  float *bias = aligned(columns * 4);
  for (size_t i = 0; i < rows * depth; i++) a[i] = (float)(int32_t)draw() / 2147483648.0f;
  for (size_t i = 0; i < depth * columns; i++) b[i] = (float)(int32_t)draw() / 2147483648.0f;
  for (size_t i = 0; i < columns; i++) bias[i] = (float)i;
  size_t count = keiryo_f32_packed_count(depth, columns, kernel->columns);
  float *packed = aligned(count * 4);
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
  check(good, kernel->name, rows, depth, columns);
  free(a), free(b), free(c), free(bias), free(packed);
}

static void codes(const keiryo_tile_kernel *kernel, size_t rows, size_t depth, size_t columns) {
  size_t group = kernel->group, groups = (depth + group - 1) / group;
  size_t width = kernel->stage == KEIRYO_STAGE_INT16 ? 2 : 1;
  uint8_t *a = aligned(rows * groups * group * width);
  int8_t *b = aligned(columns * depth);
  int32_t *values = aligned(rows * depth * 4), *bias = aligned(columns * 4);
  float *c = aligned(rows * columns * 4), *multiplier = aligned(columns * 4);
  for (size_t r = 0; r < rows; r++)
    for (size_t k = 0; k < depth; k++) {
      uint8_t code = (uint8_t)(draw() >> 24);
      size_t place = r * groups * group + k;
      values[r * depth + k] = kernel->stage == KEIRYO_STAGE_SIGNED ? code - 128 : code;
      if (kernel->stage == KEIRYO_STAGE_INT16) ((int16_t *)a)[place] = code;
      else a[place] = (uint8_t)values[r * depth + k];
    }
  for (size_t i = 0; i < columns * depth; i++) b[i] = (int8_t)((int32_t)(draw() >> 24) % 255 - 127);
  for (size_t n = 0; n < columns; n++) bias[n] = (int32_t)(draw() >> 20) - 2048, multiplier[n] = 1;
  size_t bytes = keiryo_s8_packed_bytes(1, depth, columns, kernel);
  size_t panels = (columns + kernel->columns - 1) / kernel->columns;
  void *packed = aligned(bytes);
  keiryo_s8_pack(b, 1, depth, columns, kernel, packed);
  const uint8_t *starts[32];
  for (size_t r = 0; r < rows; r++) starts[r] = a + r * groups * group * width;
  ptrdiff_t segment = 0;
  keiryo_epilogue epilogue = {.low = -INFINITY, .high = INFINITY, .float_output = 1};
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
  check(good, kernel->name, rows, depth, columns);
  free(a), free(b), free(values), free(bias), free(c), free(multiplier), free(packed);
}

int main(void) {
  uint32_t features = keiryo_detected_features();
  for (uint32_t wanted = 0; wanted <= 31; wanted++) {
    if (wanted & ~features) continue;
    const keiryo_tile_kernel *f = keiryo_f32_tile_kernel(wanted), *q = keiryo_u8s8_tile_kernel(wanted);
    for (size_t depth = 1; depth <= 70; depth = depth * 2 + 1)
      for (size_t columns = 1; columns <= 40; columns += 13) {
        for (size_t rows = 1; rows <= f->rows; rows++) floats(f, rows, depth, columns);
        for (size_t rows = 1; rows <= q->rows; rows++) codes(q, rows, depth, columns);
      }
  }
  printf("features %u: %d cases, %d differ\n", features, cases, failures);
  return failures != 0;
}
