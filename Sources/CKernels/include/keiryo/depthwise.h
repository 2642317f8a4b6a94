#ifndef KEIRYO_DEPTHWISE_H
#define KEIRYO_DEPTHWISE_H

#include "step.h"
#include "tile.h"

// One row of output pixels, all channels.
typedef struct {
  const uint8_t *x;     // first tap of the first pixel
  size_t pixel_bytes;   // from one output pixel's first tap to the next's
  const ptrdiff_t *taps;  // bytes
  size_t tap_count;
  const void *weights;  // [tap][channels rounded up to 16], float or int32
  size_t weight_stride;  // elements between taps
  const void *bias;     // float or int32 for each channel
  const float *multiplier;
  size_t channels, width;
  uint8_t *y;
  const keiryo_epilogue *epilogue;
} keiryo_depthwise_row;

typedef void (*keiryo_depthwise_function)(const keiryo_depthwise_row *row);

typedef struct {
  const char *name;
  uint32_t features;
  keiryo_depthwise_function function;
} keiryo_depthwise_kernel;

const keiryo_depthwise_kernel *keiryo_f32_depthwise_kernel(uint32_t features);
const keiryo_depthwise_kernel *keiryo_u8s8_depthwise_kernel(uint32_t features);

typedef struct {
  size_t batch, height, width, channels, multiplier;  // output channels: channels · multiplier
  size_t output_height, output_width;
  size_t pad_top, pad_left, pad_bottom, pad_right;
  size_t stride_height, stride_width;
  const ptrdiff_t *taps;
  size_t tap_count;
  const void *weights;  // NULL: a float32 buffer [tap][C·m]
  size_t weight_stride;
  const void *bias;
  const float *multipliers;
  uint32_t bias_is_buffer;
  uint32_t staged;
  uint8_t input_zero;
  size_t element_bytes, output_bytes;
  size_t weights_offset;  // in the scratch, behind the staged image
  keiryo_epilogue epilogue;
  keiryo_depthwise_function row;
} keiryo_depthwise;

// Buffers: x, [weights], [bias], y, [scratch].
void keiryo_depthwise_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
