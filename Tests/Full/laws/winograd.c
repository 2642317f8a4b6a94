// Winograd's convolution against plain loops in double precision.
#include "keiryo/winograd.h"

#include <math.h>
#include <stdlib.h>

#include "laws.h"

static const double G[6][3] = {
  {0.25, 0, 0}, {-1.0 / 6, -1.0 / 6, -1.0 / 6}, {-1.0 / 6, 1.0 / 6, -1.0 / 6}, {1.0 / 24, 1.0 / 12, 1.0 / 6},
  {1.0 / 24, -1.0 / 12, 1.0 / 6}, {0, 0, 1},
};

static void check(uint32_t features, size_t height, size_t width, size_t channels, size_t outputs, size_t pad) {
  const keiryo_winograd_kernel *kernel = keiryo_f32_winograd_kernel(features);
  const keiryo_tile_kernel *tile = keiryo_f32_tile_kernel(features);
  keiryo_winograd p = {
    .batch = 1, .height = height, .width = width, .channels = channels, .output_height = height + 2 * pad - 2,
    .output_width = width + 2 * pad - 2, .output_channels = outputs, .pad_top = pad, .pad_left = pad,
    .tiles_per_block = 5, .channel_stride = (channels + 15) / 16 * 16,
    .output_channel_stride = (outputs + 15) / 16 * 16,
    .packed_point_bytes = keiryo_f32_packed_count(channels, outputs, tile->columns) * 4,
    .epilogue = {.low = -INFINITY, .high = INFINITY}, .tile = tile->function, .tile_rows = tile->rows,
    .tile_columns = tile->columns, .input = kernel->input, .output = kernel->output,
  };
  size_t results = p.output_height * p.output_width * outputs;
  float *x = law_memory(height * width * channels * 4), *w = law_memory(9 * channels * outputs * 4);
  float *bias = law_memory(p.output_channel_stride * 4), *residual = law_memory(results * 4);
  float *y = law_memory(results * 4), *point = law_memory(channels * outputs * 4);
  float *padding = law_memory(p.channel_stride * 4);
  uint8_t *packed = law_memory(KEIRYO_WINOGRAD_POINTS * p.packed_point_bytes);
  float *scratch =
    law_memory(keiryo_winograd_scratch_count(p.tiles_per_block, p.channel_stride, p.output_channel_stride) * 4);
  for (size_t i = 0; i < height * width * channels; i++) x[i] = law_float();
  for (size_t i = 0; i < 9 * channels * outputs; i++) w[i] = law_float();  // [o][ky][kx][c]
  for (size_t o = 0; o < outputs; o++) bias[o] = law_float();
  for (size_t i = 0; i < results; i++) residual[i] = law_float();
  for (size_t k = 0; k < KEIRYO_WINOGRAD_POINTS; k++) {
    for (size_t o = 0; o < outputs; o++)
      for (size_t c = 0; c < channels; c++) {
        double sum = 0;
        for (size_t t = 0; t < 9; t++) sum += G[k / 6][t / 3] * G[k % 6][t % 3] * w[(o * 9 + t) * channels + c];
        point[c * outputs + o] = (float)sum;
      }
    keiryo_f32_pack(
      point, channels, outputs, outputs, 1, tile->columns, (float *)(packed + k * p.packed_point_bytes));
  }
  p.padding = padding, p.packed = packed, p.bias = bias, p.residual_is_buffer = 1;
  void *buffers[] = {x, residual, y, scratch};
  keiryo_winograd_run(&p, buffers, NULL);
  double worst = 0, largest = 1;
  for (size_t i = 0; i < results; i++) {
    size_t o = i % outputs, ox = i / outputs % p.output_width, oy = i / outputs / p.output_width;
    double sum = bias[o] + residual[i];
    for (size_t t = 0; t < 9; t++) {
      size_t row = oy + t / 3 - pad, column = ox + t % 3 - pad;  // wrap to large numbers in the padding
      if (row >= height || column >= width) continue;
      for (size_t c = 0; c < channels; c++)
        sum += (double)x[(row * width + column) * channels + c] * w[(o * 9 + t) * channels + c];
    }
    worst = fmax(worst, fabs(y[i] - sum)), largest = fmax(largest, fabs(sum));
  }
  // What the kernel promises: 10^-4 of the largest output.
  law(worst <= 1e-4 * largest, "winograd %s: %zu x %zu, %zu to %zu channels, padding %zu", kernel->name, height, width,
    channels, outputs, pad);
  free(x), free(w), free(bias), free(residual), free(y), free(point), free(padding), free(packed), free(scratch);
}

void winograd_laws(uint32_t features) {
  static const size_t extents[] = {3, 4, 5, 9, 13}, channels[] = {1, 4, 15, 17, 40};
  for (size_t i = 0; i < 5; i++)
    for (size_t c = 0; c < 5; c++)
      for (size_t pad = 0; pad < 3; pad++)
        check(features, extents[i], extents[(i + c) % 5], channels[c], channels[(c + i) % 5], pad);
}
