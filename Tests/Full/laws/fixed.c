// Sums that become codes in fixed point, against plain integers, on every tile and depthwise kernel; and the operators
// that combine codes.
#include "keiryo/fixed.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "keiryo/depthwise.h"
#include "keiryo/tile.h"
#include "laws.h"

// a·b / 2³¹ with ties up, by division.
static int64_t product(int64_t a, int64_t b) {
  const int64_t p = a * b, nudged = p + (p >= 0 ? 1LL << 30 : 1 - (1LL << 30));
  return nudged / (1LL << 31);
}

int32_t law_scaled(uint32_t rounding, int32_t sum, int32_t first, int32_t second) {
  if (rounding == KEIRYO_ROUND_REAL) {
    const uint64_t bits = (uint64_t)(uint32_t)second << 32 | (uint32_t)first;
    double ratio;
    memcpy(&ratio, &bits, sizeof ratio);
    return (int32_t)round((double)sum * ratio);
  }
  if (rounding == KEIRYO_ROUND_SINGLE) return (int32_t)(((int64_t)sum * first + (1LL << (30 - second))) >> (31 - second));
  const int left = second > 0 ? second : 0, right = second < 0 ? -second : 0;
  const int64_t y = product((int64_t)sum * (1LL << left), first);
  const int64_t mask = (1LL << right) - 1, rest = y & mask, threshold = (mask >> 1) + (y < 0);
  return (int32_t)((y >> right) + (rest > threshold));
}

void law_ratio(uint32_t rounding, int32_t *first, int32_t *second) {
  if (rounding == KEIRYO_ROUND_REAL) {
    // Among them halves, so that sums meet ties.
    const double ratio = law_draw() >> 31 ? 0.5 : fabs(law_float()) / 64;
    uint64_t bits;
    memcpy(&bits, &ratio, sizeof bits);
    *first = (int32_t)(uint32_t)bits, *second = (int32_t)(uint32_t)(bits >> 32);
    return;
  }
  *first = (int32_t)(law_draw() >> 31 ? 1u << 30 : (1u << 30) | law_draw() >> 2);
  *second = 1 - (int32_t)(law_draw() >> 28);
}

static uint8_t code(int32_t y, const keiryo_epilogue *e) {
  const int32_t low = (int32_t)e->low, high = (int32_t)e->high;
  return (uint8_t)((y < low ? low : y > high ? high : y) + e->output_zero);
}

static void tiles(const keiryo_tile_kernel *kernel, uint32_t rounding, size_t rows, size_t columns) {
  // Depth 1 leaves the bias as the sum, apart from one product.
  const size_t width = kernel->group * (kernel->stage == KEIRYO_STAGE_INT16 ? 2 : 1);
  uint8_t *a = law_memory(rows * width), *c = law_memory(rows * columns);
  int8_t *b = law_memory(columns);
  int32_t *bias = law_memory(columns * 4), *first = law_memory(columns * 4), *second = law_memory(columns * 4);
  for (size_t r = 0; r < rows; r++) {
    const int32_t x = (int32_t)(law_draw() >> 25);
    if (kernel->stage == KEIRYO_STAGE_INT16) ((int16_t *)(a + r * width))[0] = (int16_t)x;
    else a[r * width] = (uint8_t)x;
  }
  for (size_t n = 0; n < columns; n++) {
    b[n] = (int8_t)((int32_t)(law_draw() >> 24) % 255 - 127), bias[n] = (int32_t)(law_draw() >> 12) - (1 << 19);
    law_ratio(rounding, first + n, second + n);
  }
  const size_t bytes = keiryo_s8_packed_bytes(1, 1, columns, kernel);
  void *packed = law_memory(bytes);
  keiryo_s8_pack(b, 1, 1, columns, kernel, packed);
  const uint8_t *starts[32];
  for (size_t r = 0; r < rows; r++) starts[r] = a + r * width;
  const ptrdiff_t segment = 0;
  const keiryo_epilogue e = {.low = -100, .high = 155, .output_zero = 100, .rounding = rounding};
  keiryo_tile tile = {.rows = starts, .row_count = rows, .segments = &segment, .segment_count = 1, .run = 1,
    .step = (ptrdiff_t)width, .b = packed, .columns = columns, .bias = bias, .multiplier = (const float *)first,
    .panel_bytes = bytes / ((columns + kernel->columns - 1) / kernel->columns), .shift = second, .c = c,
    .c_stride = columns, .epilogue = &e};
  kernel->function(&tile);
  int good = 1;
  for (size_t r = 0; r < rows; r++)
    for (size_t n = 0; n < columns; n++) {
      const int32_t x = kernel->stage == KEIRYO_STAGE_INT16 ? ((int16_t *)(a + r * width))[0] : a[r * width];
      good &= c[r * columns + n] == code(law_scaled(rounding, bias[n] + x * b[n], first[n], second[n]), &e);
    }
  law(good, "%s: rounding %u, %zu rows, %zu columns", kernel->name, rounding, rows, columns);
  free(a), free(b), free(c), free(bias), free(first), free(second), free(packed);
}

static void depthwise(const keiryo_depthwise_kernel *kernel, uint32_t rounding, size_t channels, size_t width) {
  const size_t stride = (channels + 15) / 16 * 16;
  uint8_t *x = law_memory(3 * width * channels), *y = law_memory(width * channels), *padding = law_memory(width * channels);
  int32_t *w = law_memory(9 * stride * 4), *bias = law_memory(stride * 4);
  int32_t *first = law_memory(stride * 4), *second = law_memory(stride * 4);
  for (size_t i = 0; i < 3 * width * channels; i++) x[i] = (uint8_t)(law_draw() >> 24);
  for (size_t i = 0; i < 9 * stride; i++) w[i] = (int32_t)(law_draw() >> 24) % 255 - 127;
  for (size_t c = 0; c < channels; c++)
    bias[c] = (int32_t)(law_draw() >> 16) - (1 << 15), law_ratio(rounding, first + c, second + c);
  keiryo_depthwise p = {
    .batch = 1, .height = 3, .width = width, .channels = channels, .multiplier = 1, .output_height = 1,
    .output_width = width, .pad_left = 1, .stride_height = 1, .stride_width = 1, .dilation_height = 1,
    .dilation_width = 1, .kernel_height = 3, .kernel_width = 3, .padding = padding, .weights = w,
    .weight_stride = stride, .bias = bias, .multipliers = (const float *)first, .shifts = second, .element_bytes = 1,
    .output_bytes = 1, .epilogue = {.low = -90, .high = 165, .output_zero = 90, .rounding = rounding},
    .row = kernel->function,
  };
  void *buffers[] = {x, y};
  keiryo_depthwise_run(&p, buffers, NULL);
  int good = 1;
  for (size_t i = 0; i < width * channels; i++) {
    const size_t c = i % channels, ox = i / channels;
    int32_t sum = bias[c];
    for (size_t t = 0; t < 9; t++) {
      const size_t column = ox + t % 3;
      if (column == 0 || column > width) continue;
      sum += x[(t / 3 * width + column - 1) * channels + c] * w[t * stride + c];
    }
    good &= y[i] == code(law_scaled(rounding, sum, first[c], second[c]), &p.epilogue);
  }
  law(good, "u8s8 %s: rounding %u, %zu channels, %zu wide", kernel->name, rounding, channels, width);
  free(x), free(y), free(padding), free(w), free(bias), free(first), free(second);
}

static void binary(const keiryo_loops *l, uint32_t operation, uint32_t is_single, size_t n) {
  const uint32_t rounding = is_single ? KEIRYO_ROUND_SINGLE : KEIRYO_ROUND_DOUBLE;
  struct keiryo_fixed_binary p = {
    .loops = l, .count = n, .operation = operation, .is_single = is_single, .a_zero = 120, .b_zero = 140, .zero = 110,
    .low = -110, .high = 145, .left_shift = 20, .a = {1518500250, -1}, .b = {1073741824, 0}, .y = {1717986918, -19},
  };
  if (operation == KEIRYO_FIXED_MULTIPLY) p.y.shift = -6;
  uint8_t *a = law_memory(n), *b = law_memory(n), *y = law_memory(n);
  for (size_t i = 0; i < n; i++) a[i] = (uint8_t)(law_draw() >> 24), b[i] = (uint8_t)(law_draw() >> 24);
  void *buffers[] = {a, b, y};
  keiryo_fixed_binary_run(&p, buffers, NULL);
  const keiryo_epilogue e = {.low = -110, .high = 145, .output_zero = 110};
  int good = 1;
  for (size_t i = 0; i < n; i++) {
    const int32_t u = a[i] - p.a_zero, v = b[i] - p.b_zero;
    const int32_t s = law_scaled(rounding, u * (1 << 20), p.a.multiplier, p.a.shift);
    const int32_t t = law_scaled(rounding, v * (1 << 20), p.b.multiplier, p.b.shift);
    const int32_t sum = operation == KEIRYO_FIXED_MULTIPLY ? u * v : operation == KEIRYO_FIXED_ADD ? s + t : s - t;
    good &= y[i] == code(law_scaled(rounding, sum, p.y.multiplier, p.y.shift), &e);
  }
  law(good, "%s: fixed-point operation %u, single %u, %zu codes", l->name, operation, is_single, n);
  free(a), free(b), free(y);
}

void fixed_laws(uint32_t features) {
  const keiryo_tile_kernel *tile = keiryo_u8s8_tile_kernel(features);
  for (uint32_t rounding = KEIRYO_ROUND_DOUBLE; rounding <= KEIRYO_ROUND_REAL; rounding++) {
    for (size_t columns = 1; columns <= 140; columns += 23)
      for (size_t rows = 1; rows <= tile->rows; rows++) tiles(tile, rounding, rows, columns);
    for (size_t channels = 1; channels <= 60; channels += 11)
      for (size_t width = 1; width <= 17; width += 4)
        depthwise(keiryo_u8s8_depthwise_kernel(features), rounding, channels, width);
  }
  for (uint32_t operation = KEIRYO_FIXED_ADD; operation <= KEIRYO_FIXED_MULTIPLY; operation++)
    for (uint32_t is_single = 0; is_single <= 1; is_single++)
      for (size_t n = 1; n <= 70; n += 23) binary(keiryo_loops_for(features), operation, is_single, n);
}
