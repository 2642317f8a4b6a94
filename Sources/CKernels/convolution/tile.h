// What every tile of a convolution shares.
#ifndef KEIRYO_CONVOLUTION_TILE_H
#define KEIRYO_CONVOLUTION_TILE_H

#include "keiryo/convolution.h"

static inline size_t keiryo_convolution_panel(const keiryo_convolution *p) {
  return p->panel_bytes ? p->panel_bytes : p->segment_count * p->run * p->tile_columns * p->tile_group * p->staged_bytes;
}

// Columns from `column` on, whose panels start at b. Rows and where they go are the caller's to fill in.
static inline keiryo_tile keiryo_convolution_tile(
  const keiryo_convolution *p, const uint8_t *b, const uint8_t *bias, size_t column, size_t columns) {
  keiryo_tile tile = {
    .segments = p->segments, .segment_count = p->segment_count, .run = p->run,
    .step = (ptrdiff_t)(p->tile_group * p->staged_bytes), .b = b, .panel_bytes = keiryo_convolution_panel(p),
    .columns = columns, .bias = bias ? bias + column * 4 : NULL,
    .multiplier = p->multipliers ? p->multipliers + column : NULL, .shift = p->shifts ? p->shifts + column : NULL,
    .residual_stride = p->output_channels * p->output_bytes, .c_stride = p->output_channels * p->output_bytes,
    .epilogue = &p->epilogue,
  };
  return tile;
}

#endif
