#ifndef KEIRYO_CONVOLUTION_H
#define KEIRYO_CONVOLUTION_H

#include "step.h"
#include "tile.h"

// A convolution in float32 or in codes, without an im2col matrix: every output pixel is a row of the tile kernel.
typedef struct {
  size_t batch, height, width, channels;
  size_t output_height, output_width, output_channels;
  size_t pad_top, pad_left, pad_bottom, pad_right;
  size_t stride_height, stride_width;
  size_t groups;
  const ptrdiff_t *segments;  // bytes, relative to the first tap of a pixel in the staged image
  size_t segment_count, run;  // run in groups of k
  size_t run_elements;        // run in elements
  const uint8_t *packed;      // NULL: the weights are a float32 buffer [O][kh][kw][C/g], packed into the scratch
  size_t packed_group_bytes;
  size_t panel_bytes;         // from one panel to the next; 0: as many as a dense panel has
  const void *bias;
  const float *multipliers;
  const int32_t *shifts;      // NULL: the rounding has none
  uint32_t bias_is_buffer, residual_is_buffer;
  uint32_t staged;            // the image is copied into the scratch
  uint32_t stage;             // how
  uint8_t input_zero;         // padding value of codes
  size_t element_bytes;       // of an input element
  size_t staged_bytes;        // of a staged element
  size_t output_bytes;        // of an output element
  size_t image_offset;        // of the staged image in the scratch
  size_t lanes;               // images that can be worked on at the same time, each staged in a place of its own; at least 1
  size_t lane_bytes;          // of such a place
  keiryo_epilogue epilogue;
  keiryo_tile_function tile;
  size_t tile_rows, tile_columns, tile_group;
} keiryo_convolution;

// Buffers: x, [weights], [bias], [residual], y, [scratch].
void keiryo_convolution_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// Copies an image into a padded one of `staged_bytes` elements, see `keiryo_convolution.stage`. Every channel is
// repeated `multiplier` times.
void keiryo_stage_image(
  const uint8_t *x, size_t height, size_t width, size_t channels, size_t pad_top, size_t pad_left, size_t pad_bottom,
  size_t pad_right, size_t multiplier, size_t element_bytes, uint32_t stage, uint8_t zero, uint8_t *staged);

#endif
