#include <string.h>

#include "../pool/share.h"
#include "keiryo/convolution.h"
#include "rows.h"

// What of the image stays in the first-level cache while a column of tiles is worked down.
#define TILE_BYTES (96 << 10)
#define TILE_CHANNEL_BYTES 512

typedef struct {
  keiryo_depthwise_part part;
  size_t rows_per_chunk;
} context;

static void find_rows(const keiryo_depthwise_part *x, size_t oy, size_t count, size_t row_bytes, const uint8_t **rows) {
  const keiryo_depthwise *p = x->p;
  size_t at = oy * p->stride_height - p->pad_top;  // wraps to a large number above the image
  size_t kept = at < p->height ? at % x->kept : at;
  for (size_t k = 0; k < p->kernel_height + (count - 1) * p->stride_height; k++) {
    rows[k] = at < p->height ? x->image + kept * row_bytes : p->padding;
    at += p->dilation_height;
    kept += p->dilation_height;
    while (at < p->height && kept >= x->kept) kept -= x->kept;
  }
}

// Tiles of a few pixels and channels, each worked down all rows: a row of the image is read from memory once, though
// kernel_height rows of outputs need it.
void keiryo_depthwise_rows(const keiryo_depthwise_part *x, size_t begin, size_t end) {
  const keiryo_depthwise *p = x->p;
  const uint8_t *rows[KEIRYO_DEPTHWISE_ROWS + KEIRYO_DEPTHWISE_TOGETHER];
  const size_t all_channels = p->channels * p->multiplier, pixel_bytes = all_channels * p->element_bytes;
  size_t channels = TILE_CHANNEL_BYTES / p->element_bytes;
  if (channels > all_channels) channels = all_channels;
  size_t pixels = TILE_BYTES / (channels * p->element_bytes * p->kernel_height) / p->stride_width;
  if (pixels < 8) pixels = 8;
  size_t parts = (p->output_width + pixels - 1) / pixels;
  pixels = (p->output_width + parts - 1) / parts;
  keiryo_depthwise_row row = {
    .rows = rows, .padding = p->padding, .pixel_bytes = pixel_bytes, .input_width = p->width,
    .kernel_height = p->kernel_height, .kernel_width = p->kernel_width, .stride = p->stride_width,
    .dilation = p->dilation_width, .pad_left = p->pad_left, .weights = x->weights, .weight_stride = p->weight_stride,
    .bias = x->bias, .multiplier = p->multipliers, .shift = p->shifts, .all_channels = all_channels,
    .row_step = p->stride_height, .y_row_bytes = p->output_width * all_channels * p->output_bytes,
    .epilogue = &p->epilogue,
  };
  const size_t together = p->dilation_height == 1 && p->stride_height <= KEIRYO_DEPTHWISE_TOGETHER
                            ? KEIRYO_DEPTHWISE_TOGETHER : 1;
  for (row.channel = 0; row.channel < all_channels; row.channel += channels) {
    row.channels = all_channels - row.channel < channels ? all_channels - row.channel : channels;
    for (row.first = 0; row.first < p->output_width; row.first += pixels) {
      row.width = p->output_width - row.first < pixels ? p->output_width - row.first : pixels;
      for (size_t oy = begin; oy < end; oy += row.row_count) {
        row.row_count = end - oy < together ? end - oy : together;
        find_rows(x, oy, row.row_count, p->width * pixel_bytes, rows);
        row.y = x->y + (oy - x->first) * row.y_row_bytes;
        p->row(&row);
      }
    }
  }
}

static void chunk(void *opaque, size_t index) {
  const context *x = opaque;
  size_t begin = index * x->rows_per_chunk, end = begin + x->rows_per_chunk;
  keiryo_depthwise_rows(&x->part, begin, end < x->part.p->output_height ? end : x->part.p->output_height);
}

// A batch of images, shared image by image.
typedef struct {
  context one;
  const uint8_t *x;
  uint8_t *y;
} batch;

static context image_of(const batch *all, size_t index) {
  context x = all->one;
  const keiryo_depthwise *p = x.part.p;
  x.part.image = all->x + index * p->height * p->width * p->channels * p->element_bytes;
  x.part.y = all->y + index * p->output_height * p->output_width * p->channels * p->multiplier * p->output_bytes;
  return x;
}

static void whole_image(void *opaque, size_t index) {
  context x = image_of(opaque, index);
  keiryo_depthwise_rows(&x.part, 0, x.part.p->output_height);
}

void keiryo_depthwise_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_depthwise *p = parameters;
  size_t channels = p->channels * p->multiplier;
  context x = {.part = {.p = p, .kept = p->height, .weights = p->weights, .bias = p->bias}};
  const uint8_t *image = *buffers++;
  const float *weights = p->weights ? NULL : *buffers++;
  if (p->bias_is_buffer) x.part.bias = *buffers++;
  uint8_t *y = *buffers++;
  uint8_t *scratch = p->multiplier > 1 || weights ? *buffers++ : NULL;
  if (weights) {
    size_t taps = p->kernel_height * p->kernel_width;
    float *target = (float *)(scratch + p->weights_offset);
    for (size_t t = 0; t < taps; t++) {
      const float *tap = weights + (p->turned ? taps - 1 - t : t) * channels;
      memcpy(target + t * p->weight_stride, tap, channels * sizeof(float));
      memset(target + t * p->weight_stride + channels, 0, (p->weight_stride - channels) * sizeof(float));
    }
    x.part.weights = target;
  }
  double taps = (double)(p->output_height * p->output_width * channels) * (double)(p->kernel_height * p->kernel_width);
  double rate = p->element_bytes == 1 ? KEIRYO_DEPTHWISE_CODE_TAPS : KEIRYO_DEPTHWISE_TAPS;
  double repeating = p->multiplier > 1 ? (double)(p->height * p->width * channels * p->element_bytes) / KEIRYO_BYTES : 0;
  keiryo_pool *workers = keiryo_share(pool, taps / rate, repeating);
  size_t chunks = keiryo_parts(workers, taps / rate);
  x.rows_per_chunk = (p->output_height + chunks - 1) / chunks;
  chunks = (p->output_height + x.rows_per_chunk - 1) / x.rows_per_chunk;
  batch all = {x, image, y};
  if (p->multiplier == 1 && p->batch > 1 && p->batch >= keiryo_pool_threads(pool)) {
    workers = keiryo_share(pool, taps / rate * (double)p->batch, 0);
    keiryo_parallel_for(workers, p->batch, whole_image, &all);
    return;
  }
  for (size_t i = 0; i < p->batch; i++) {
    x = image_of(&all, i);
    if (p->multiplier > 1) {
      keiryo_stage_image(
        x.part.image, p->height, p->width, p->channels, 0, 0, 0, 0, p->multiplier, p->element_bytes, KEIRYO_STAGE_NONE, 0,
        scratch);
      x.part.image = scratch;
    }
    keiryo_parallel_for(workers, chunks, chunk, &x);
  }
}
