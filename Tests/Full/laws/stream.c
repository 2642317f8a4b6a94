// Rows streamed through three convolutions against the three one after the other: the same bytes.
#include "keiryo/stream.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "laws.h"

static const ptrdiff_t start = 0;

static keiryo_convolution pointwise(
  const keiryo_tile_kernel *kernel, int is_real, size_t pixels, size_t channels, size_t outputs, void **memory) {
  const size_t bytes = is_real ? 4 : 1, group = kernel->group;
  const size_t room = is_real ? keiryo_f32_packed_count(channels, outputs, kernel->columns) * 4
                              : keiryo_s8_packed_bytes(1, channels, outputs, kernel);
  uint8_t *packed = memory[0] = law_memory(room);
  float *multipliers = memory[1] = law_memory(outputs * 4);
  int32_t *bias = memory[2] = law_memory(outputs * 4);
  float *weights = law_memory(outputs * channels * 4);
  int8_t *codes = (int8_t *)weights;
  for (size_t i = 0; i < outputs * channels; i++) {
    if (is_real) weights[i] = law_float();
    else codes[i] = (int8_t)((int32_t)(law_draw() >> 24) % 255 - 127);
  }
  for (size_t i = 0; i < outputs; i++) multipliers[i] = 0.01f, bias[i] = is_real ? 0 : (int32_t)(law_draw() >> 24);
  if (is_real) keiryo_f32_pack(weights, channels, outputs, 1, channels, kernel->columns, (float *)packed);
  else keiryo_s8_pack(codes, 1, channels, outputs, kernel, packed);
  free(weights);
  keiryo_convolution p = {
    .batch = 1, .height = 1, .width = pixels, .channels = channels, .output_height = 1, .output_width = pixels,
    .output_channels = outputs, .stride_height = 1, .stride_width = 1, .groups = 1, .segments = &start,
    .segment_count = 1, .run = (channels + group - 1) / group, .run_elements = channels, .packed = packed,
    .packed_group_bytes = room, .bias = bias, .multipliers = multipliers, .element_bytes = bytes,
    .staged_bytes = bytes, .output_bytes = bytes, .tile = kernel->function, .tile_rows = kernel->rows,
    .tile_columns = kernel->columns, .tile_group = group,
    .epilogue = {.low = is_real ? 0 : -5, .high = is_real ? 6 : 250, .output_zero = 5},
  };
  return p;
}

static keiryo_depthwise windows(
  keiryo_depthwise_function row, int is_real, size_t height, size_t width, size_t channels, size_t stride,
  void **memory) {
  const size_t padded = (channels + 15) / 16 * 16;
  uint8_t *padding = memory[0] = law_memory(width * channels * 4);
  int32_t *weights = memory[1] = law_memory(9 * padded * 4), *bias = memory[2] = law_memory(padded * 4);
  float *multipliers = memory[3] = law_memory(padded * 4);
  for (size_t i = 0; i < 9 * padded; i++) {
    if (is_real) ((float *)weights)[i] = law_float();
    else weights[i] = (int32_t)(law_draw() >> 24) % 255 - 127;
  }
  for (size_t i = 0; i < channels; i++) multipliers[i] = 0.01f;
  keiryo_depthwise p = {
    .batch = 1, .height = height, .width = width, .channels = channels, .multiplier = 1,
    .output_height = (height - 1) / stride + 1, .output_width = (width - 1) / stride + 1, .pad_top = 1, .pad_left = 1,
    .stride_height = stride, .stride_width = stride, .dilation_height = 1, .dilation_width = 1, .kernel_height = 3,
    .kernel_width = 3, .padding = padding, .weights = weights, .weight_stride = padded, .bias = bias,
    .multipliers = multipliers, .element_bytes = is_real ? 4 : 1, .output_bytes = is_real ? 4 : 1,
    .epilogue = {.low = is_real ? 0 : -5, .high = is_real ? 6 : 250, .output_zero = 5}, .row = row,
  };
  return p;
}

static void block(
  const keiryo_tile_kernel *tile, keiryo_depthwise_function row, int is_real, size_t height, size_t width,
  size_t expanded, size_t stride, size_t strip) {
  const size_t bytes = is_real ? 4 : 1, input = 5, output = 19;
  void *memory[10];
  keiryo_depthwise depthwise = windows(row, is_real, height, width, expanded, stride, memory);
  const size_t results = depthwise.output_height * depthwise.output_width;
  keiryo_convolution first = pointwise(tile, is_real, height * width, input, expanded, memory + 4);
  keiryo_convolution last = pointwise(tile, is_real, results, expanded, output, memory + 7);
  uint8_t *x = law_memory(height * width * input * bytes), *wide = law_memory(height * width * expanded * bytes);
  uint8_t *narrow = law_memory(results * expanded * bytes), *expected = law_memory(results * output * bytes);
  uint8_t *y = law_memory(results * output * bytes);
  for (size_t i = 0; i < height * width * input; i++) {
    if (is_real) ((float *)x)[i] = law_float();
    else x[i] = (uint8_t)(law_draw() >> 24);
  }
  keiryo_convolution_run(&first, (void *[]){x, wide}, NULL);
  keiryo_depthwise_run(&depthwise, (void *[]){wide, narrow}, NULL);
  keiryo_convolution_run(&last, (void *[]){narrow, expected}, NULL);
  keiryo_stream whole = {.expansion = first, .projection = last, .depthwise = depthwise, .strip = strip};
  whole.kept = 3 + (strip - 1) * stride;
  if (whole.kept > height) whole.kept = height;
  whole.strip_offset = (whole.kept * width * expanded * bytes + 64 + 63) / 64 * 64;
  whole.lane_bytes = whole.strip_offset + (strip * depthwise.output_width * expanded * bytes + 64 + 63) / 64 * 64;
  uint8_t *scratch = law_memory(KEIRYO_STREAM_LANES * whole.lane_bytes);
  keiryo_stream_run(&whole, (void *[]){x, y, scratch}, NULL);
  law(
    !memcmp(y, expected, results * output * bytes), "stream %s: %zu x %zu, %zu channels, stride %zu, strips of %zu",
    tile->name, height, width, expanded, stride, strip);
  memset(y, 0, results * output * bytes);
  whole.expansion.packed = NULL;
  keiryo_stream_run(&whole, (void *[]){wide, y, scratch}, NULL);
  law(
    !memcmp(y, expected, results * output * bytes), "stream %s without expansion: %zu x %zu, %zu channels, stride %zu",
    tile->name, height, width, expanded, stride);
  for (int i = 0; i < 10; i++) free(memory[i]);
  free(x), free(wide), free(narrow), free(expected), free(y), free(scratch);
}

void stream_laws(uint32_t features) {
  const keiryo_tile_kernel *real = keiryo_f32_tile_kernel(features), *code = keiryo_u8s8_tile_kernel(features);
  for (size_t height = 1; height <= 11; height += 5)
    for (size_t expanded = 7; expanded <= 150; expanded = 2 * expanded + 9)
      for (size_t stride = 1; stride <= 2; stride++)
        for (size_t strip = 1; strip <= 4; strip *= 2) {
          block(real, keiryo_f32_depthwise_kernel(features)->function, 1, height, 9, expanded, stride, strip);
          if (code->stage == KEIRYO_STAGE_NONE)
            block(code, keiryo_u8s8_depthwise_kernel(features)->function, 0, height, 9, expanded, stride, strip);
        }
}
