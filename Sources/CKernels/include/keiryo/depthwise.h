#ifndef KEIRYO_DEPTHWISE_H
#define KEIRYO_DEPTHWISE_H

#include "step.h"
#include "tile.h"

// Rows of output pixels worked on together, so that what they read is loaded once.
#define KEIRYO_DEPTHWISE_TOGETHER 2

// Part of one or two rows of output pixels: `width` pixels from `first` on, `channels` channels from `channel` on.
typedef struct {
  // Of each kernel row: the row of the image that it reads, or a row of padding. Those of the second row of outputs
  // start `row_step` later.
  const uint8_t *const *rows;
  size_t row_count, row_step;
  const uint8_t *padding;      // a pixel of padding, where the window can leave the image
  size_t pixel_bytes, input_width;
  size_t kernel_height, kernel_width, stride, dilation, pad_left;
  const void *weights;  // [tap][channels rounded up to 16], float or int32
  size_t weight_stride;  // elements between taps
  const void *bias;     // float or int32 for each channel
  const float *multiplier;
  const int32_t *shift;  // NULL: the rounding has none
  size_t first, width, channel, channels, all_channels;
  uint8_t *y;         // the whole first row
  size_t y_row_bytes;  // from row to row
  const keiryo_epilogue *epilogue;
} keiryo_depthwise_row;

// Kernel rows that a call can keep pointers to.
#define KEIRYO_DEPTHWISE_ROWS 64

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
  size_t pad_top, pad_left;
  size_t stride_height, stride_width, dilation_height, dilation_width, kernel_height, kernel_width;
  const uint8_t *padding;  // a row of the image's width in zeros or zero points, NULL when the window never leaves it
  const void *weights;     // NULL: a float32 buffer [tap][C·m]
  uint32_t turned;         // the buffer's taps are taken from the last to the first
  size_t weight_stride;
  const void *bias;
  const float *multipliers;
  const int32_t *shifts;
  uint32_t bias_is_buffer;
  size_t element_bytes, output_bytes;
  size_t weights_offset;  // in the scratch, behind the repeated image
  keiryo_epilogue epilogue;
  keiryo_depthwise_function row;
} keiryo_depthwise;

// Buffers: x, [weights], [bias], y, [scratch]. The scratch holds the image with every channel repeated `multiplier`
// times when that is over 1, then dynamic weights.
void keiryo_depthwise_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
