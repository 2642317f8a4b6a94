#include <string.h>

#include "keiryo/convolution.h"
#include "keiryo/depthwise.h"

typedef struct {
  const keiryo_depthwise *p;
  const uint8_t *image;
  const void *weights, *bias;
  uint8_t *y;
  size_t row_bytes, pixel_bytes, rows_per_chunk;
} context;

static void chunk(void *opaque, size_t index) {
  const context *x = opaque;
  const keiryo_depthwise *p = x->p;
  size_t channels = p->channels * p->multiplier;
  size_t end = (index + 1) * x->rows_per_chunk;
  if (end > p->output_height) end = p->output_height;
  for (size_t oy = index * x->rows_per_chunk; oy < end; oy++) {
    keiryo_depthwise_row row = {
      .x = x->image + oy * p->stride_height * x->row_bytes, .pixel_bytes = p->stride_width * x->pixel_bytes,
      .taps = p->taps, .tap_count = p->tap_count, .weights = x->weights, .weight_stride = p->weight_stride,
      .bias = x->bias, .multiplier = p->multipliers, .channels = channels, .width = p->output_width,
      .y = x->y + oy * p->output_width * channels * p->output_bytes, .epilogue = &p->epilogue,
    };
    p->row(&row);
  }
}

void keiryo_depthwise_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_depthwise *p = parameters;
  context x = {.p = p, .weights = p->weights, .bias = p->bias};
  size_t channels = p->channels * p->multiplier;
  const uint8_t *image = *buffers++;
  const float *weights = p->weights ? NULL : *buffers++;
  if (p->bias_is_buffer) x.bias = *buffers++;
  uint8_t *y = *buffers++;
  uint8_t *scratch = p->staged || weights ? *buffers++ : NULL;
  if (weights) {
    float *target = (float *)(scratch + p->weights_offset);
    for (size_t t = 0; t < p->tap_count; t++) {
      memcpy(target + t * p->weight_stride, weights + t * channels, channels * sizeof(float));
      memset(target + t * p->weight_stride + channels, 0, (p->weight_stride - channels) * sizeof(float));
    }
    x.weights = target;
  }
  size_t width = p->width + (p->staged ? p->pad_left + p->pad_right : 0);
  x.pixel_bytes = channels * p->element_bytes;
  x.row_bytes = width * x.pixel_bytes;
  int parallel = pool && p->output_height * p->output_width * channels * p->tap_count > 100000;
  size_t chunks = parallel ? 4 * keiryo_pool_threads(pool) : 1;
  x.rows_per_chunk = (p->output_height + chunks - 1) / chunks;
  chunks = (p->output_height + x.rows_per_chunk - 1) / x.rows_per_chunk;
  for (size_t i = 0; i < p->batch; i++) {
    x.image = image + i * p->height * p->width * p->channels * p->element_bytes;
    if (p->staged) {
      keiryo_stage_image(
        x.image, p->height, p->width, p->channels, p->pad_top, p->pad_left, p->pad_bottom, p->pad_right, p->multiplier,
        p->element_bytes, KEIRYO_STAGE_NONE, p->input_zero, scratch);
      x.image = scratch;
    }
    x.y = y + i * p->output_height * p->output_width * channels * p->output_bytes;
    keiryo_parallel_for(parallel ? pool : NULL, chunks, chunk, &x);
  }
}
