#ifndef KEIRYO_GRADIENT_H
#define KEIRYO_GRADIENT_H

#include "loops.h"
#include "step.h"
#include "tile.h"

// Gradients of a convolution in float32. Weights [O][kh][kw][C/g]; depthwise weights [kh][kw][C·m].
typedef struct {
  const keiryo_loops *loops;
  size_t batch, height, width, channels;
  size_t output_height, output_width, output_channels;
  size_t kernel_height, kernel_width, stride_height, stride_width, dilation_height, dilation_width;
  size_t pad_top, pad_left, pad_bottom, pad_right, groups;
  size_t lanes;         // parts that run side by side, each with its own scratch
  size_t lane_bytes;
  size_t shared_bytes;  // of the scratch before that of the lanes
  keiryo_tile_function tile;
  size_t tile_rows, tile_columns;
} keiryo_f32_convolution_gradient;

// Bytes of scratch; fills in lanes and bytes.
size_t keiryo_f32_input_gradient_prepare(keiryo_f32_convolution_gradient *g);
size_t keiryo_f32_weight_gradient_prepare(keiryo_f32_convolution_gradient *g);

// Buffers: dy, w, dx, scratch.
void keiryo_f32_input_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool);
// Buffers: x, dy, dw, scratch.
void keiryo_f32_weight_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool);
// Buffers: dy, w, dx.
void keiryo_f32_depthwise_input_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool);
// Buffers: x, dy, dw, scratch.
void keiryo_f32_depthwise_weight_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool);
// Bytes of scratch of the gradient of depthwise weights.
size_t keiryo_f32_depthwise_weight_gradient_scratch(const keiryo_f32_convolution_gradient *g);

#endif
