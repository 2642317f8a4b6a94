#include <string.h>

#include "keiryo/convolution.h"
#include "keiryo/depthwise.h"

// What of the image stays in the first-level cache while a column of tiles is worked down.
#define TILE_BYTES (24 << 10)
#define TILE_CHANNEL_BYTES 512

typedef struct {
  const keiryo_depthwise *p;
  const uint8_t *image;
  const void *weights, *bias;
  uint8_t *y;
  size_t channels, pixel_bytes, row_bytes, rows_per_chunk;
} context;

static void find_rows(const context *x, size_t oy, size_t count, const uint8_t **rows) {
  const keiryo_depthwise *p = x->p;
  for (size_t k = 0; k < p->kernel_height + (count - 1) * p->stride_height; k++) {
    ptrdiff_t at = (ptrdiff_t)(oy * p->stride_height + k * p->dilation_height) - (ptrdiff_t)p->pad_top;
    rows[k] = at >= 0 && at < (ptrdiff_t)p->height ? x->image + (size_t)at * x->row_bytes : p->padding;
  }
}

// Tiles of a few pixels and channels, each worked down all rows of the chunk: a row of the image is read from memory
// once, though kernel_height rows of outputs need it.
static void chunk(void *opaque, size_t index) {
  const context *x = opaque;
  const keiryo_depthwise *p = x->p;
  const uint8_t *rows[KEIRYO_DEPTHWISE_ROWS + KEIRYO_DEPTHWISE_TOGETHER];
  size_t begin = index * x->rows_per_chunk, end = begin + x->rows_per_chunk;
  if (end > p->output_height) end = p->output_height;
  size_t channels = TILE_CHANNEL_BYTES / p->element_bytes;
  if (channels > x->channels) channels = x->channels;
  size_t pixels = TILE_BYTES / (channels * p->element_bytes * p->kernel_height) / p->stride_width;
  if (pixels < 8) pixels = 8;
  size_t parts = (p->output_width + pixels - 1) / pixels;
  pixels = (p->output_width + parts - 1) / parts;
  keiryo_depthwise_row row = {
    .rows = rows, .padding = p->padding, .pixel_bytes = x->pixel_bytes, .input_width = p->width,
    .kernel_height = p->kernel_height, .kernel_width = p->kernel_width, .stride = p->stride_width,
    .dilation = p->dilation_width, .pad_left = p->pad_left, .weights = x->weights, .weight_stride = p->weight_stride,
    .bias = x->bias, .multiplier = p->multipliers, .all_channels = x->channels, .row_step = p->stride_height,
    .y_row_bytes = p->output_width * x->channels * p->output_bytes, .epilogue = &p->epilogue,
  };
  const size_t together = p->dilation_height == 1 && p->stride_height <= KEIRYO_DEPTHWISE_TOGETHER
                            ? KEIRYO_DEPTHWISE_TOGETHER : 1;
  for (row.channel = 0; row.channel < x->channels; row.channel += channels) {
    row.channels = x->channels - row.channel < channels ? x->channels - row.channel : channels;
    for (row.first = 0; row.first < p->output_width; row.first += pixels) {
      row.width = p->output_width - row.first < pixels ? p->output_width - row.first : pixels;
      for (size_t oy = begin; oy < end; oy += row.row_count) {
        row.row_count = end - oy < together ? end - oy : together;
        find_rows(x, oy, row.row_count, rows);
        row.y = x->y + oy * row.y_row_bytes;
        p->row(&row);
      }
    }
  }
}

void keiryo_depthwise_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_depthwise *p = parameters;
  size_t channels = p->channels * p->multiplier;
  context x = {
    .p = p, .weights = p->weights, .bias = p->bias, .channels = channels, .pixel_bytes = channels * p->element_bytes,
    .row_bytes = p->width * channels * p->element_bytes,
  };
  const uint8_t *image = *buffers++;
  const float *weights = p->weights ? NULL : *buffers++;
  if (p->bias_is_buffer) x.bias = *buffers++;
  uint8_t *y = *buffers++;
  uint8_t *scratch = p->multiplier > 1 || weights ? *buffers++ : NULL;
  if (weights) {
    size_t taps = p->kernel_height * p->kernel_width;
    float *target = (float *)(scratch + p->weights_offset);
    for (size_t t = 0; t < taps; t++) {
      memcpy(target + t * p->weight_stride, weights + t * channels, channels * sizeof(float));
      memset(target + t * p->weight_stride + channels, 0, (p->weight_stride - channels) * sizeof(float));
    }
    x.weights = target;
  }
  size_t work = p->output_height * p->output_width * channels * p->kernel_height * p->kernel_width;
  int parallel = pool && work > 100000;
  size_t chunks = parallel ? 4 * keiryo_pool_threads(pool) : 1;
  x.rows_per_chunk = (p->output_height + chunks - 1) / chunks;
  chunks = (p->output_height + x.rows_per_chunk - 1) / x.rows_per_chunk;
  for (size_t i = 0; i < p->batch; i++) {
    x.image = image + i * p->height * p->width * p->channels * p->element_bytes;
    if (p->multiplier > 1) {
      keiryo_stage_image(
        x.image, p->height, p->width, p->channels, 0, 0, 0, 0, p->multiplier, p->element_bytes, KEIRYO_STAGE_NONE, 0,
        scratch);
      x.image = scratch;
    }
    x.y = y + i * p->output_height * p->output_width * channels * p->output_bytes;
    keiryo_parallel_for(parallel ? pool : NULL, chunks, chunk, &x);
  }
}
