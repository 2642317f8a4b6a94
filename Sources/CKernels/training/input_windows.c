#include <string.h>

#include "gradient.h"

typedef struct {
  const keiryo_f32_convolution_gradient *p;
  const float *dy;
  float *dx;
  uint8_t *scratch;
} context;

static size_t packed_count(const keiryo_f32_convolution_gradient *p) {
  return keiryo_f32_packed_count(p->output_channels / p->groups, keiryo_window_count(p), p->tile_columns);
}

size_t keiryo_input_windows_prepare(keiryo_f32_convolution_gradient *p) {
  p->lanes = keiryo_smaller(p->batch, KEIRYO_GRADIENT_LANES);
  p->shared_bytes = keiryo_align64(p->groups * packed_count(p) * sizeof(float));
  p->lane_bytes = keiryo_align64(p->output_width * keiryo_window_count(p) * sizeof(float));
  return p->shared_bytes + p->lanes * p->lane_bytes;
}

// The gradients of the windows of one row of dy, [output pixel][window].
static void multiply(const context *c, const float *dy, size_t group, float *windows) {
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t window = keiryo_window_count(p), outputs = p->output_channels / p->groups;
  const uint8_t *rows[KEIRYO_BATCH_ROWS];
  ptrdiff_t segment = 0;
  for (size_t row = 0; row < p->output_width;) {
    size_t count = keiryo_batch_rows(p->output_width - row, p->tile_rows, &keiryo_unlimited);
    for (size_t i = 0; i < count; i++) rows[i] = (const uint8_t *)(dy + (row + i) * p->output_channels);
    keiryo_tile tile = {
      .rows = rows, .row_count = count, .segments = &segment, .segment_count = 1, .run = outputs,
      .step = sizeof(float), .b = c->scratch + group * packed_count(p) * sizeof(float),
      .panel_bytes = outputs * p->tile_columns * sizeof(float), .columns = window,
      .c = (uint8_t *)(windows + row * window), .c_stride = window * sizeof(float), .epilogue = &keiryo_unlimited,
    };
    p->tile(&tile);
    row += count;
  }
}

// Adds one window into the image. Taps side by side are one run of memory where nothing lies between them.
static void add_window(const context *c, const float *window, size_t oy, size_t ox, size_t group, float *dx) {
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t channels = p->channels / p->groups, iy, ix, last;
  int is_run = p->groups == 1 && p->dilation_width == 1 && ox * p->stride_width >= p->pad_left &&
    keiryo_inside(ox, p->stride_width, p->kernel_width - 1, 1, p->pad_left, p->width, &last);
  for (size_t ky = 0; ky < p->kernel_height; ky++, window += p->kernel_width * channels) {
    if (!keiryo_inside(oy, p->stride_height, ky, p->dilation_height, p->pad_top, p->height, &iy)) continue;
    float *row = dx + iy * p->width * p->channels + group * channels;
    if (is_run) {
      float *first = row + (ox * p->stride_width - p->pad_left) * p->channels;
      p->loops->accumulate(window, 0, 1, first, p->kernel_width * channels);
      continue;
    }
    for (size_t kx = 0; kx < p->kernel_width; kx++)
      if (keiryo_inside(ox, p->stride_width, kx, p->dilation_width, p->pad_left, p->width, &ix))
        p->loops->accumulate(window + kx * channels, 0, 1, row + ix * p->channels, channels);
  }
}

static void lane(void *opaque, size_t index) {
  const context *c = opaque;
  const keiryo_f32_convolution_gradient *p = c->p;
  float *windows = (float *)(c->scratch + p->shared_bytes + index * p->lane_bytes);
  size_t image_count = p->height * p->width * p->channels, window = keiryo_window_count(p);
  for (size_t image = index; image < p->batch; image += p->lanes) {
    float *dx = c->dx + image * image_count;
    memset(dx, 0, image_count * sizeof(float));
    for (size_t oy = 0; oy < p->output_height; oy++)
      for (size_t g = 0; g < p->groups; g++) {
        size_t row = (image * p->output_height + oy) * p->output_width;
        multiply(c, c->dy + row * p->output_channels + g * (p->output_channels / p->groups), g, windows);
        for (size_t ox = 0; ox < p->output_width; ox++) add_window(c, windows + ox * window, oy, ox, g, dx);
      }
  }
}

void keiryo_input_windows_run(
  const keiryo_f32_convolution_gradient *p, const float *dy, const float *w, float *dx, uint8_t *scratch,
  keiryo_pool *pool) {
  context c = {p, dy, dx, scratch};
  size_t outputs = p->output_channels / p->groups, window = keiryo_window_count(p);
  for (size_t g = 0; g < p->groups; g++)
    keiryo_f32_pack(
      w + g * outputs * window, outputs, window, window, 1, p->tile_columns, (float *)scratch + g * packed_count(p));
  keiryo_parallel_for(keiryo_gradient_workers(p, pool), p->lanes, lane, &c);
}
