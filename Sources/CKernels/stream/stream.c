#include "keiryo/stream.h"

#include "../convolution/tile.h"
#include "../depthwise/rows.h"
#include "../tile/work.h"

typedef struct {
  const keiryo_stream *p;
  const uint8_t *image, *residual;
  uint8_t *y, *scratch;
  size_t rows_per_lane;
} context;

static inline size_t smaller(size_t a, size_t b) { return a < b ? a : b; }

// `count` pixels of a 1 × 1 convolution.
static void convolve(
  const keiryo_convolution *p, const uint8_t *x, const uint8_t *residual, uint8_t *y, size_t count) {
  const uint8_t *rows[KEIRYO_BATCH_ROWS];
  const size_t pixel = p->channels * p->element_bytes, result = p->output_channels * p->output_bytes;
  keiryo_tile tile = keiryo_convolution_tile(p, p->packed, p->bias, 0, p->output_channels);
  tile.rows = rows;
  for (size_t done = 0; done < count; done += tile.row_count) {
    tile.row_count = keiryo_batch_rows(count - done, p->tile_rows, &p->epilogue);
    for (size_t i = 0; i < tile.row_count; i++) rows[i] = x + (done + i) * pixel;
    tile.residual = residual ? residual + done * result : NULL;
    tile.c = y + done * result;
    p->tile(&tile);
    keiryo_finish_tile(&tile, p->output_bytes);
  }
}

// Rows from `begin` to `end` of the image, expanded to where they are kept.
static void expand(const context *x, uint8_t *kept, size_t begin, size_t end) {
  const keiryo_convolution *p = &x->p->expansion;
  const size_t width = x->p->depthwise.width;
  while (begin < end) {
    size_t at = begin % x->p->kept, count = smaller(end - begin, x->p->kept - at);
    convolve(
      p, x->image + begin * width * p->channels * p->element_bytes, NULL,
      kept + at * width * p->output_channels * p->output_bytes, count * width);
    begin += count;
  }
}

static void lane(void *opaque, size_t index) {
  const context *x = opaque;
  const keiryo_stream *p = x->p;
  const keiryo_depthwise *d = &p->depthwise;
  uint8_t *kept = x->scratch + index * p->lane_bytes, *strip = kept + p->strip_offset;
  const int expands = p->expansion.packed != NULL;
  keiryo_depthwise_part part = {
    .p = d, .image = expands ? kept : x->image, .kept = expands ? p->kept : d->height, .weights = d->weights,
    .bias = d->bias, .y = strip,
  };
  const size_t row_pixels = d->output_width, last = smaller((index + 1) * x->rows_per_lane, d->output_height);
  const size_t result = p->projection.output_channels * p->projection.output_bytes;
  size_t expanded = 0;
  for (size_t row = index * x->rows_per_lane; row < last; row += p->strip) {
    const size_t end = smaller(row + p->strip, last), top = row * d->stride_height;
    if (expands) {
      const size_t needed = (end - 1) * d->stride_height + d->kernel_height;
      const size_t from = top > d->pad_top ? top - d->pad_top : 0;
      const size_t to = needed > d->pad_top ? smaller(needed - d->pad_top, d->height) : 0;
      if (expanded < from) expanded = from;
      expand(x, kept, expanded, to);
      if (to > expanded) expanded = to;
    }
    part.first = row;
    keiryo_depthwise_rows(&part, row, end);
    const size_t at = row * row_pixels * result;
    convolve(
      &p->projection, strip, x->residual ? x->residual + at : NULL, x->y + at, (end - row) * row_pixels);
  }
}

void keiryo_stream_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_stream *p = parameters;
  const keiryo_depthwise *d = &p->depthwise;
  const keiryo_convolution *first = &p->expansion, *last = &p->projection;
  const uint8_t *image = *buffers++, *residual = last->residual_is_buffer ? *buffers++ : NULL;
  uint8_t *y = *buffers++;
  context x = {.p = p, .scratch = *buffers++};
  const int is_real = d->element_bytes == sizeof(float);
  const double pixels = (double)(d->output_height * d->output_width), channels = (double)d->channels;
  const double rate = is_real ? KEIRYO_PRODUCTS(last->tile_columns) : KEIRYO_CODE_PRODUCTS(last->tile_columns);
  const double taps = pixels * channels * (double)(d->kernel_height * d->kernel_width);
  const double products = pixels * channels * (double)last->output_channels +
                          (double)(d->height * d->width) * channels * (double)first->channels;
  keiryo_pool *workers = keiryo_share(
    pool, products / rate + taps / (is_real ? KEIRYO_DEPTHWISE_TAPS : KEIRYO_DEPTHWISE_CODE_TAPS), 0);
  const size_t lanes = workers ? KEIRYO_STREAM_LANES : 1;
  x.rows_per_lane = (d->output_height + lanes - 1) / lanes;
  const size_t parts = (d->output_height + x.rows_per_lane - 1) / x.rows_per_lane;
  const size_t pixel = first->packed ? first->channels * first->element_bytes : d->channels * d->element_bytes;
  const size_t result = d->output_height * d->output_width * last->output_channels * last->output_bytes;
  for (size_t i = 0; i < d->batch; i++) {
    x.image = image + i * d->height * d->width * pixel;
    x.residual = residual ? residual + i * result : NULL;
    x.y = y + i * result;
    keiryo_parallel_for(workers, parts, lane, &x);
  }
}
