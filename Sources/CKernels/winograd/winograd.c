#include "keiryo/winograd.h"

#include "../tile/work.h"

#define OUTPUT KEIRYO_WINOGRAD_OUTPUT
#define INPUT KEIRYO_WINOGRAD_INPUT
#define POINTS KEIRYO_WINOGRAD_POINTS

typedef struct {
  const keiryo_winograd *p;
  const float *image, *bias, *residual;
  float *y, *v, *m;
  size_t tile_columns, first, count;  // tiles of a block
  size_t tiles_per_chunk;
} context;

static inline float *points(float *base, const context *x, size_t stride, size_t point, size_t tile) {
  return base + (point * x->count + tile) * stride;
}

static void transform_inputs(void *opaque, size_t index) {
  const context *x = opaque;
  const keiryo_winograd *p = x->p;
  size_t end = (index + 1) * x->tiles_per_chunk;
  if (end > x->count) end = x->count;
  for (size_t t = index * x->tiles_per_chunk; t < end; t++) {
    size_t tile = x->first + t;
    size_t top = tile / x->tile_columns * OUTPUT - p->pad_top, left = tile % x->tile_columns * OUTPUT - p->pad_left;
    const float *pixels[POINTS];
    for (size_t i = 0; i < INPUT; i++)
      for (size_t j = 0; j < INPUT; j++) {
        size_t row = top + i, column = left + j;  // above and left of the image they wrap to large numbers
        pixels[INPUT * i + j] = row < p->height && column < p->width
                                  ? x->image + (row * p->width + column) * p->channels
                                  : p->padding;
      }
    p->input(pixels, p->channels, points(x->v, x, p->channel_stride, 0, t), x->count * p->channel_stride);
  }
}

static void multiply(void *opaque, size_t point) {
  const context *x = opaque;
  const keiryo_winograd *p = x->p;
  static const keiryo_epilogue unlimited = {.low = -__builtin_inff(), .high = __builtin_inff()};
  static const ptrdiff_t start = 0;
  const uint8_t *rows[KEIRYO_BATCH_ROWS];
  for (size_t row = 0; row < x->count;) {
    size_t count = keiryo_batch_rows(x->count - row, p->tile_rows, &unlimited);
    for (size_t i = 0; i < count; i++) rows[i] = (const uint8_t *)points(x->v, x, p->channel_stride, point, row + i);
    keiryo_tile tile = {
      .rows = rows, .row_count = count, .segments = &start, .segment_count = 1, .run = p->channels,
      .step = sizeof(float), .b = p->packed + point * p->packed_point_bytes,
      .panel_bytes = p->channels * p->tile_columns * sizeof(float), .columns = p->output_channels,
      .c = (uint8_t *)points(x->m, x, p->output_channel_stride, point, row),
      .c_stride = p->output_channel_stride * sizeof(float), .epilogue = &unlimited,
    };
    p->tile(&tile);
    row += count;
  }
}

static void transform_outputs(void *opaque, size_t index) {
  const context *x = opaque;
  const keiryo_winograd *p = x->p;
  size_t end = (index + 1) * x->tiles_per_chunk;
  if (end > x->count) end = x->count;
  for (size_t t = index * x->tiles_per_chunk; t < end; t++) {
    size_t row = (x->first + t) / x->tile_columns * OUTPUT, column = (x->first + t) % x->tile_columns * OUTPUT;
    size_t at = (row * p->output_width + column) * p->output_channels;
    keiryo_winograd_tile tile = {
      .m = points(x->m, x, p->output_channel_stride, 0, t), .point_stride = x->count * p->output_channel_stride,
      .channels = p->output_channels, .bias = x->bias, .residual = x->residual ? x->residual + at : NULL,
      .y = x->y + at, .row_stride = p->output_width * p->output_channels,
      .height = p->output_height - row < OUTPUT ? p->output_height - row : OUTPUT,
      .width = p->output_width - column < OUTPUT ? p->output_width - column : OUTPUT, .epilogue = &p->epilogue,
    };
    p->output(&tile);
    if (p->epilogue.finish) {
      for (size_t i = 0; i < tile.height; i++)
        p->epilogue.finish(
          p->epilogue.finish_parameters, tile.y + i * tile.row_stride, tile.width * p->output_channels);
    }
  }
}

static void run_image(context *x, keiryo_pool *pool, float *scratch) {
  const keiryo_winograd *p = x->p;
  size_t tiles = (p->output_height + OUTPUT - 1) / OUTPUT * x->tile_columns;
  size_t blocks = (tiles + p->tiles_per_block - 1) / p->tiles_per_block, each = (tiles + blocks - 1) / blocks;
  for (x->first = 0; x->first < tiles; x->first += each) {
    x->count = tiles - x->first < each ? tiles - x->first : each;
    x->v = scratch;
    x->m = scratch + POINTS * x->count * p->channel_stride;
    double products = (double)(POINTS * x->count) * (double)(p->channels * p->output_channels);
    // The transforms take about 3 ns for each channel of a tile, and are two more jobs to hand over.
    double transforms = (double)x->count * (double)(p->channels + p->output_channels) * 3;
    keiryo_pool *workers = keiryo_share(
      pool, products / KEIRYO_PRODUCTS(p->tile_columns) + transforms, 2 * KEIRYO_HANDING_NANOSECONDS);
    size_t parts = workers ? 4 * keiryo_pool_threads(pool) : 1;
    x->tiles_per_chunk = (x->count + parts - 1) / parts;
    size_t chunks = (x->count + x->tiles_per_chunk - 1) / x->tiles_per_chunk;
    keiryo_parallel_for(workers, chunks, transform_inputs, x);
    keiryo_parallel_for(workers, POINTS, multiply, x);
    keiryo_parallel_for(workers, chunks, transform_outputs, x);
  }
}

size_t keiryo_winograd_scratch_count(size_t tiles, size_t channel_stride, size_t output_channel_stride) {
  return POINTS * tiles * (channel_stride + output_channel_stride);
}

void keiryo_winograd_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_winograd *p = parameters;
  context x = {.p = p, .bias = p->bias, .tile_columns = (p->output_width + OUTPUT - 1) / OUTPUT};
  const float *image = *buffers++;
  if (p->bias_is_buffer) x.bias = *buffers++;
  const float *residual = p->residual_is_buffer ? *buffers++ : NULL;
  float *y = *buffers++, *scratch = *buffers++;
  size_t outputs = p->output_height * p->output_width * p->output_channels;
  for (size_t i = 0; i < p->batch; i++) {
    x.image = image + i * p->height * p->width * p->channels;
    x.residual = residual ? residual + i * outputs : NULL;
    x.y = y + i * outputs;
    run_image(&x, pool, scratch);
  }
}
