#include "tile.h"

#include "../tile/work.h"

typedef struct {
  const keiryo_convolution *p;
  const uint8_t *image, *packed, *bias, *residual;
  uint8_t *y;
  size_t row_bytes, pixel_bytes;  // of the staged image
  keiryo_blocks blocks;           // of one group
} context;

static void chunk(void *opaque, size_t index) {
  const context *x = opaque;
  const keiryo_convolution *p = x->p;
  size_t group = index / x->blocks.count;
  keiryo_block block = keiryo_block_at(&x->blocks, index % x->blocks.count);
  size_t channels = p->output_channels / p->groups;
  const uint8_t *image = x->image + group * (p->channels / p->groups) * p->staged_bytes;
  size_t column = group * channels + block.first_column;
  keiryo_tile tile = keiryo_convolution_tile(
    p, x->packed + group * p->packed_group_bytes + block.first_column / p->tile_columns * keiryo_convolution_panel(p),
    x->bias, column, block.end_column - block.first_column);
  const uint8_t *rows[KEIRYO_BATCH_ROWS];
  size_t down = p->stride_height * x->row_bytes, right = p->stride_width * x->pixel_bytes;
  size_t oy = block.first_row / p->output_width, ox = block.first_row % p->output_width;
  for (size_t row = block.first_row; row < block.end_row;) {
    size_t count = keiryo_batch_rows(block.end_row - row, p->tile_rows, &p->epilogue);
    for (size_t i = 0; i < count;) {
      size_t here = p->output_width - ox < count - i ? p->output_width - ox : count - i;
      const uint8_t *first = image + oy * down + ox * right;
      for (size_t j = 0; j < here; j++) rows[i + j] = first + j * right;
      i += here;
      ox += here;
      if (ox == p->output_width) {
        ox = 0;
        oy++;
      }
    }
    size_t at = row * p->output_channels + column;
    tile.rows = rows;
    tile.row_count = count;
    tile.residual = x->residual ? x->residual + at * p->output_bytes : NULL;
    tile.c = x->y + at * p->output_bytes;
    p->tile(&tile);
    keiryo_finish_tile(&tile, p->output_bytes);
    row += count;
  }
}

static void pack(const keiryo_convolution *p, const float *weights, uint8_t *packed) {
  size_t depth = p->segment_count * p->run_elements, channels = p->output_channels / p->groups;
  for (size_t g = 0; g < p->groups; g++)
    keiryo_f32_pack(
      weights + g * channels * depth, depth, channels, 1, depth, p->tile_columns,
      (float *)(packed + g * p->packed_group_bytes));
}

// A batch of images, shared image by image.
typedef struct {
  context one;
  const uint8_t *x, *residual;
  uint8_t *y, *scratch;
} batch;

static context image_of(const batch *all, size_t index, size_t lane) {
  context x = all->one;
  const keiryo_convolution *p = x.p;
  size_t outputs = p->output_height * p->output_width * p->output_channels * p->output_bytes;
  x.image = all->x + index * p->height * p->width * p->channels * p->element_bytes;
  if (p->staged) {
    uint8_t *staged = all->scratch + p->image_offset + lane * p->lane_bytes;
    keiryo_stage_image(
      x.image, p->height, p->width, p->channels, p->pad_top, p->pad_left, p->pad_bottom, p->pad_right, 1,
      p->element_bytes, p->stage, p->input_zero, staged);
    x.image = staged;
  }
  x.residual = all->residual ? all->residual + index * outputs : NULL;
  x.y = all->y + index * outputs;
  return x;
}

static void lane(void *opaque, size_t index) {
  const batch *all = opaque;
  const keiryo_convolution *p = all->one.p;
  for (size_t i = index; i < p->batch; i += p->lanes) {
    context x = image_of(all, i, index);
    for (size_t j = 0; j < x.blocks.count * p->groups; j++) chunk(&x, j);
  }
}

void keiryo_convolution_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_convolution *p = parameters;
  context x = {.p = p, .packed = p->packed, .bias = p->bias};
  const uint8_t *image = *buffers++;
  const float *weights = p->packed ? NULL : *buffers++;
  if (p->bias_is_buffer) x.bias = *buffers++;
  const uint8_t *residual = p->residual_is_buffer ? *buffers++ : NULL;
  uint8_t *y = *buffers++;
  uint8_t *scratch = p->staged || weights ? *buffers++ : NULL;
  if (weights) {
    pack(p, weights, scratch);
    x.packed = scratch;
  }
  size_t width = p->width + (p->staged ? p->pad_left + p->pad_right : 0);
  x.pixel_bytes = p->channels * p->staged_bytes;
  x.row_bytes = width * x.pixel_bytes;
  size_t pixels = p->output_height * p->output_width, channels = p->output_channels / p->groups;
  size_t depth = p->segment_count * p->run * p->tile_group;
  double rate = p->element_bytes == 1 ? KEIRYO_CODE_PRODUCTS(p->tile_columns) : KEIRYO_PRODUCTS(p->tile_columns);
  double staging = p->staged ? (double)(p->height * x.row_bytes) / KEIRYO_BYTES : 0;
  double products = keiryo_product_nanoseconds(pixels, channels, depth, p->tile_columns, rate) * (double)p->groups;
  keiryo_pool *workers = keiryo_share(pool, products, staging);
  x.blocks = keiryo_blocks_for(
    pixels, channels, depth * p->staged_bytes, p->tile_rows, p->tile_columns, workers);
  batch all = {x, image, residual, y, scratch};
  if (p->lanes > 1 && p->lanes >= keiryo_pool_threads(pool)) {
    workers = keiryo_share(pool, (products + staging) * (double)p->batch, 0);
    all.one.blocks = keiryo_blocks_for(pixels, channels, depth * p->staged_bytes, p->tile_rows, p->tile_columns, NULL);
    if (workers) {
      keiryo_parallel_for(workers, p->lanes, lane, &all);
      return;
    }
  }
  for (size_t i = 0; i < p->batch; i++) {
    x = image_of(&all, i, 0);
    keiryo_parallel_for(workers, x.blocks.count * p->groups, chunk, &x);
  }
}
