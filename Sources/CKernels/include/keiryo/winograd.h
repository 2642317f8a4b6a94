#ifndef KEIRYO_WINOGRAD_H
#define KEIRYO_WINOGRAD_H

#include "step.h"
#include "tile.h"

// F(4×4, 3×3): four by four outputs of a 3 × 3 convolution with stride 1 from six by six inputs, as 36 products instead
// of 144. Lavin and Gray, "Fast Algorithms for Convolutional Neural Networks" (CVPR 2016), arXiv 1509.09308.
#define KEIRYO_WINOGRAD_OUTPUT 4
#define KEIRYO_WINOGRAD_INPUT 6
#define KEIRYO_WINOGRAD_POINTS 36

// Bᵀ·d·B of one tile: channel c of point p to v[p·point_stride + c]. Whole vectors are read and written.
typedef void (*keiryo_winograd_input)(
  const float *const pixels[KEIRYO_WINOGRAD_POINTS], size_t channels, float *v, size_t point_stride);

// Aᵀ·m·A of one tile, then bias, residual and clamp. Rows and columns beyond `height` and `width` are not stored.
typedef struct {
  const float *m;
  size_t point_stride, channels;
  const float *bias;      // NULL: none
  const float *residual;  // at the first output, laid out as y; NULL: none
  float *y;
  size_t row_stride;      // floats between rows of outputs; pixels are `channels` apart
  size_t height, width;   // 1 … 4
  const keiryo_epilogue *epilogue;
} keiryo_winograd_tile;
typedef void (*keiryo_winograd_output)(const keiryo_winograd_tile *tile);

typedef struct {
  const char *name;
  uint32_t features;
  keiryo_winograd_input input;
  keiryo_winograd_output output;
} keiryo_winograd_kernel;

const keiryo_winograd_kernel *keiryo_f32_winograd_kernel(uint32_t features);

typedef struct {
  size_t batch, height, width, channels;
  size_t output_height, output_width, output_channels;
  size_t pad_top, pad_left;
  size_t tiles_per_block;
  size_t channel_stride, output_channel_stride;  // of the scratch: channels rounded up to whole vectors
  const float *padding;   // channel_stride zeros
  const uint8_t *packed;  // 36 matrices [C][O] in panels of the tile kernel
  size_t packed_point_bytes;
  const void *bias;
  uint32_t bias_is_buffer, residual_is_buffer;
  keiryo_epilogue epilogue;
  keiryo_tile_function tile;
  size_t tile_rows, tile_columns;
  keiryo_winograd_input input;
  keiryo_winograd_output output;
} keiryo_winograd;

// Floats of scratch for blocks of so many tiles.
size_t keiryo_winograd_scratch_count(size_t tiles, size_t channel_stride, size_t output_channel_stride);

// Buffers: x, [bias], [residual], y, scratch.
void keiryo_winograd_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
