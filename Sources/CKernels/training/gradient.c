#include "keiryo/gradient.h"

#include <string.h>

#include "../tile/work.h"

// Lanes hold their scratch apart, so that they can run at the same time; their number does not depend on the pool.
#define MAXIMUM_LANES 8

typedef struct {
  const keiryo_f32_convolution_gradient *p;
  const float *x, *dy, *w;
  float *dx, *dw;
  uint8_t *scratch;
} context;

static size_t align64(size_t bytes) { return (bytes + 63) / 64 * 64; }

static size_t window_count(const keiryo_f32_convolution_gradient *p) {
  return p->kernel_height * p->kernel_width * (p->channels / p->groups);
}

static const keiryo_epilogue unlimited = {.low = -__builtin_inff(), .high = __builtin_inff()};

// Product of one block: rows of A at a + i·a_row, elements `step` apart; C += when `accumulate`.
static void multiply(
  const keiryo_f32_convolution_gradient *p, const float *a, size_t a_row, size_t step, size_t rows, size_t depth,
  const float *packed, size_t columns, float *c, size_t c_row, int accumulate) {
  const uint8_t *pointers[KEIRYO_BATCH_ROWS];
  ptrdiff_t segment = 0;
  for (size_t row = 0; row < rows;) {
    size_t count = keiryo_batch_rows(rows - row, p->tile_rows, &unlimited);
    for (size_t i = 0; i < count; i++) pointers[i] = (const uint8_t *)(a + (row + i) * a_row);
    keiryo_tile tile = {
      .rows = pointers, .row_count = count, .segments = &segment, .segment_count = 1, .run = depth,
      .step = (ptrdiff_t)(step * sizeof(float)), .b = (const uint8_t *)packed,
      .panel_bytes = depth * p->tile_columns * sizeof(float), .columns = columns,
      .residual = accumulate ? (const uint8_t *)(c + row * c_row) : NULL, .residual_stride = c_row * sizeof(float),
      .c = (uint8_t *)(c + row * c_row), .c_stride = c_row * sizeof(float), .epilogue = &unlimited,
    };
    p->tile(&tile);
    row += count;
  }
}

// Position in the image of a tap of an output position; false outside.
static inline int inside(size_t at, size_t stride, size_t k, size_t dilation, size_t pad, size_t extent, size_t *i) {
  size_t padded = at * stride + k * dilation;
  *i = padded - pad;
  return padded >= pad && padded - pad < extent;
}

size_t keiryo_f32_input_gradient_prepare(keiryo_f32_convolution_gradient *p) {
  size_t weights = keiryo_f32_packed_count(p->output_channels / p->groups, window_count(p), p->tile_columns);
  p->lanes = p->batch < MAXIMUM_LANES ? p->batch : MAXIMUM_LANES;
  p->lane_bytes = align64(p->output_width * window_count(p) * sizeof(float));
  return align64(p->groups * weights * sizeof(float)) + p->lanes * p->lane_bytes;
}

// dX of one image: the gradients of all windows of one output row, added into the image.
static void input_image(const context *c, size_t image, float *windows) {
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t channels = p->channels / p->groups, outputs = p->output_channels / p->groups, window = window_count(p);
  size_t packed = keiryo_f32_packed_count(outputs, window, p->tile_columns);
  float *dx = c->dx + image * p->height * p->width * p->channels;
  memset(dx, 0, p->height * p->width * p->channels * sizeof(float));
  for (size_t oy = 0; oy < p->output_height; oy++)
    for (size_t g = 0; g < p->groups; g++) {
      const float *dy =
        c->dy + (image * p->output_height + oy) * p->output_width * p->output_channels + g * outputs;
      multiply(
        p, dy, p->output_channels, 1, p->output_width, outputs, (const float *)c->scratch + g * packed, window, windows,
        window, 0);
      for (size_t ox = 0; ox < p->output_width; ox++)
        for (size_t ky = 0; ky < p->kernel_height; ky++) {
          size_t iy, ix;
          if (!inside(oy, p->stride_height, ky, p->dilation_height, p->pad_top, p->height, &iy)) continue;
          const float *source = windows + ox * window + ky * p->kernel_width * channels;
          for (size_t kx = 0; kx < p->kernel_width; kx++)
            if (inside(ox, p->stride_width, kx, p->dilation_width, p->pad_left, p->width, &ix))
              p->loops->accumulate(
                source + kx * channels, 0, 1, dx + (iy * p->width + ix) * p->channels + g * channels, channels);
        }
    }
}

static void input_lane(void *opaque, size_t lane) {
  const context *c = opaque;
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t weights = keiryo_f32_packed_count(p->output_channels / p->groups, window_count(p), p->tile_columns);
  uint8_t *windows = c->scratch + align64(p->groups * weights * sizeof(float)) + lane * p->lane_bytes;
  for (size_t image = lane; image < p->batch; image += p->lanes) input_image(c, image, (float *)windows);
}

// As many products as the convolution itself.
static keiryo_pool *workers(const keiryo_f32_convolution_gradient *p, keiryo_pool *pool) {
  double outputs = (double)(p->batch * p->output_height) * (double)(p->output_width * p->output_channels);
  return keiryo_share(pool, outputs * (double)window_count(p) / KEIRYO_PRODUCTS(p->tile_columns), 0);
}

void keiryo_f32_input_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_convolution_gradient *p = parameters;
  context c = {.p = p, .dy = buffers[0], .w = buffers[1], .dx = buffers[2], .scratch = buffers[3]};
  size_t outputs = p->output_channels / p->groups, window = window_count(p);
  size_t packed = keiryo_f32_packed_count(outputs, window, p->tile_columns);
  for (size_t g = 0; g < p->groups; g++)
    keiryo_f32_pack(
      c.w + g * outputs * window, outputs, window, window, 1, p->tile_columns, (float *)c.scratch + g * packed);
  keiryo_parallel_for(workers(p, pool), p->lanes, input_lane, &c);
}

size_t keiryo_f32_weight_gradient_prepare(keiryo_f32_convolution_gradient *p) {
  size_t panels = (window_count(p) + p->tile_columns - 1) / p->tile_columns * p->groups;
  p->lanes = panels < MAXIMUM_LANES ? panels : MAXIMUM_LANES;
  p->lane_bytes = align64(p->output_height * p->output_width * p->tile_columns * sizeof(float));
  return p->lanes * p->lane_bytes;
}

// Columns `first` … of the im2col matrix of one image, [pixel][NR]: runs of channels that share a tap.
static void pack_windows(
  const keiryo_f32_convolution_gradient *p, const float *x, size_t group, size_t first, size_t count, float *packed) {
  size_t channels = p->channels / p->groups, nr = p->tile_columns;
  for (size_t oy = 0; oy < p->output_height; oy++)
    for (size_t ox = 0; ox < p->output_width; ox++, packed += nr) {
      memset(packed + count, 0, (nr - count) * sizeof(float));
      for (size_t at = 0; at < count;) {
        size_t tap = (first + at) / channels, channel = (first + at) % channels;
        size_t n = channels - channel < count - at ? channels - channel : count - at;
        size_t iy, ix;
        if (inside(oy, p->stride_height, tap / p->kernel_width, p->dilation_height, p->pad_top, p->height, &iy) &&
            inside(ox, p->stride_width, tap % p->kernel_width, p->dilation_width, p->pad_left, p->width, &ix)) {
          const float *source = x + (iy * p->width + ix) * p->channels + group * channels + channel;
          for (size_t i = 0; i < n; i++) packed[at + i] = source[i];
        } else {
          for (size_t i = 0; i < n; i++) packed[at + i] = 0;
        }
        at += n;
      }
    }
}

static void weight_lane(void *opaque, size_t lane) {
  const context *c = opaque;
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t window = window_count(p), outputs = p->output_channels / p->groups;
  size_t panels = (window + p->tile_columns - 1) / p->tile_columns;
  size_t pixels = p->output_height * p->output_width;
  float *packed = (float *)(c->scratch + lane * p->lane_bytes);
  for (size_t index = lane; index < panels * p->groups; index += p->lanes) {
    size_t group = index / panels, first = index % panels * p->tile_columns;
    size_t count = window - first < p->tile_columns ? window - first : p->tile_columns;
    float *dw = c->dw + group * outputs * window + first;
    for (size_t image = 0; image < p->batch; image++) {
      pack_windows(p, c->x + image * p->height * p->width * p->channels, group, first, count, packed);
      multiply(
        p, c->dy + image * pixels * p->output_channels + group * outputs, 1, p->output_channels, outputs, pixels, packed,
        count, dw, window, image > 0);
    }
  }
}

void keiryo_f32_weight_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  context c = {.p = parameters, .x = buffers[0], .dy = buffers[1], .dw = buffers[2], .scratch = buffers[3]};
  keiryo_parallel_for(workers(c.p, pool), c.p->lanes, weight_lane, &c);
}
