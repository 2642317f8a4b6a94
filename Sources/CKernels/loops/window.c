#include "keiryo/window.h"

#include <string.h>

#include "../pool/share.h"

// The part of a window that lies inside the image, and how many taps the average divides by.
typedef struct {
  size_t y0, y1, x0, x1;
  size_t divisor;
} window;

static void clip(size_t at, size_t stride, size_t pad, size_t kernel, size_t extent, size_t *first, size_t *end) {
  size_t start = at * stride;
  *first = start < pad ? pad - start : 0;
  size_t limit = extent + pad;
  *end = start + kernel > limit ? (limit > start ? limit - start : 0) : kernel;
  if (*end < *first) *end = *first;
  *first = *first + start - pad;
  *end = *end + start - pad;
}

static window window_at(const keiryo_window *p, size_t oy, size_t ox) {
  window w;
  clip(oy, p->stride_height, p->pad_top, p->kernel_height, p->height, &w.y0, &w.y1);
  clip(ox, p->stride_width, p->pad_left, p->kernel_width, p->width, &w.x0, &w.x1);
  w.divisor = p->count_include_pad ? p->kernel_height * p->kernel_width : (w.y1 - w.y0) * (w.x1 - w.x0);
  if (w.divisor == 0) w.divisor = 1;
  return w;
}

typedef struct {
  const keiryo_window *p;
  const uint8_t *x;
  uint8_t *y;
  int32_t *sums;
} context;

static void maximum_windows(
  const keiryo_window *p, const keiryo_windows *windows, const uint8_t *x, uint8_t *y) {
  switch (p->element) {
    case KEIRYO_FLOAT32: p->loops->maximum_f32(windows, (const float *)x, (float *)y); break;
    case KEIRYO_UINT8: p->loops->maximum_u8(windows, x, y); break;
    default: p->loops->maximum_s8(windows, (const int8_t *)x, (int8_t *)y);
  }
}

// The window of output column ox, and all that follow it until one is cut off.
static keiryo_windows windows_from(const keiryo_window *p, const window *w, size_t ox) {
  size_t count = 1, rest = p->output_width - ox;
  if (w->x1 - w->x0 == p->kernel_width) {
    count += (p->width - w->x1) / p->stride_width;
    if (count > rest) count = rest;
  }
  keiryo_windows windows = {
    .count = count, .step = p->stride_width * p->channels, .rows = w->y1 - w->y0, .columns = w->x1 - w->x0,
    .row = p->width * p->channels, .channels = p->channels, .room = rest * p->channels,
  };
  return windows;
}

static void maximum_row(void *opaque, size_t index) {
  const context *c = opaque;
  const keiryo_window *p = c->p;
  size_t bytes = p->element == KEIRYO_FLOAT32 ? sizeof(float) : 1, pixel = p->channels * bytes;
  const uint8_t *image = c->x + index / p->output_height * p->height * p->width * pixel;
  uint8_t *y = c->y + index * p->output_width * pixel;
  for (size_t ox = 0; ox < p->output_width;) {
    window w = window_at(p, index % p->output_height, ox);
    keiryo_windows windows = windows_from(p, &w, ox);
    maximum_windows(p, &windows, image + (w.y0 * p->width + w.x0) * pixel, y);
    y += windows.count * pixel;
    ox += windows.count;
  }
}

static keiryo_pool *workers(const keiryo_window *p, keiryo_pool *pool, double rate) {
  double outputs = (double)(p->batch * p->output_height) * (double)(p->output_width * p->channels);
  return keiryo_share(pool, outputs * (double)(p->kernel_height * p->kernel_width) / rate, 0);
}

void keiryo_maximum_pool_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_window *p = parameters;
  context c = {p, buffers[0], buffers[1], NULL};
  double rate = p->element == KEIRYO_FLOAT32 ? KEIRYO_POOL_TAPS : KEIRYO_POOL_CODE_TAPS;
  keiryo_parallel_for(workers(p, pool, rate), p->batch * p->output_height, maximum_row, &c);
}

static void average_row(void *opaque, size_t index) {
  const context *c = opaque;
  const keiryo_window *p = c->p;
  const float *image = (const float *)c->x + index / p->output_height * p->height * p->width * p->channels;
  float *y = (float *)c->y + index * p->output_width * p->channels;
  for (size_t ox = 0; ox < p->output_width; ox++, y += p->channels) {
    window w = window_at(p, index % p->output_height, ox);
    memset(y, 0, p->channels * sizeof(float));
    for (size_t iy = w.y0; iy < w.y1; iy++)
      p->loops->accumulate(
        image + (iy * p->width + w.x0) * p->channels, p->channels, w.x1 - w.x0, y, p->channels);
    p->loops->scale(y, 1.0f / (float)w.divisor, p->channels);
  }
}

// Sums of uint8 codes, which are int8 codes plus 128.
static void average_as_int8(const int32_t *sums, int32_t n, const keiryo_code *code, uint8_t *y, size_t channels) {
  for (size_t i = 0; i < channels; i++) {
    const int32_t sum = sums[i] - 128 * n;
    const int32_t mean = (sum > 0 ? sum + n / 2 : sum - n / 2) / n + 128;
    y[i] = (uint8_t)(mean < code->low ? code->low : mean > code->high ? code->high : mean);
  }
}

static void average_codes(const context *c) {
  const keiryo_window *p = c->p;
  uint8_t *y = c->y;
  for (size_t b = 0; b < p->batch; b++) {
    const uint8_t *image = c->x + b * p->height * p->width * p->channels;
    for (size_t oy = 0; oy < p->output_height; oy++)
      for (size_t ox = 0; ox < p->output_width; ox++, y += p->channels) {
        window w = window_at(p, oy, ox);
        memset(c->sums, 0, p->channels * sizeof(int32_t));
        for (size_t iy = w.y0; iy < w.y1; iy++)
          for (size_t ix = w.x0; ix < w.x1; ix++) {
            const uint8_t *x = image + (iy * p->width + ix) * p->channels;
            if (p->element == KEIRYO_UINT8) {
              p->loops->sum_u8(x, c->sums, p->channels);
            } else {
              p->loops->sum_s8((const int8_t *)x, c->sums, p->channels);
            }
          }
        if (p->of_codes) {
          average_as_int8(c->sums, (int32_t)w.divisor, &p->code, y, p->channels);
          continue;
        }
        int32_t offset = p->input_zero * (int32_t)((w.y1 - w.y0) * (w.x1 - w.x0));
        p->loops->requantize_sum(c->sums, offset, p->ratio / (float)w.divisor, &p->code, y, p->channels);
      }
  }
}

void keiryo_average_pool_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_window *p = parameters;
  context c = {p, buffers[0], buffers[1], NULL};
  if (p->element != KEIRYO_FLOAT32) {
    c.sums = buffers[2];
    average_codes(&c);
    return;
  }
  keiryo_parallel_for(workers(p, pool, KEIRYO_POOL_TAPS), p->batch * p->output_height, average_row, &c);
}

typedef struct {
  const keiryo_window *p;
  const float *x, *dy;
  float *dx;
} gradient_context;

static void maximum_gradient_image(void *opaque, size_t b) {
  const gradient_context *c = opaque;
  const keiryo_window *p = c->p;
  size_t image = p->height * p->width * p->channels;
  const float *x = c->x + b * image, *dy = c->dy + b * p->output_height * p->output_width * p->channels;
  float *dx = c->dx + b * image;
  memset(dx, 0, image * sizeof(float));
  for (size_t oy = 0; oy < p->output_height; oy++)
    for (size_t ox = 0; ox < p->output_width;) {
      window w = window_at(p, oy, ox);
      size_t at = (w.y0 * p->width + w.x0) * p->channels;
      keiryo_windows windows = windows_from(p, &w, ox);
      windows.room = image - at;
      p->loops->maximum_gradient(&windows, x + at, dy, dx + at);
      dy += windows.count * p->channels;
      ox += windows.count;
    }
}

void keiryo_maximum_pool_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_window *p = parameters;
  gradient_context c = {p, buffers[0], buffers[1], buffers[2]};
  keiryo_parallel_for(workers(p, pool, KEIRYO_POOL_TAPS), p->batch, maximum_gradient_image, &c);
}

static void average_gradient_image(void *opaque, size_t b) {
  const gradient_context *c = opaque;
  const keiryo_window *p = c->p;
  size_t channels = p->channels, image = p->height * p->width * channels;
  float *dx = c->dx + b * image;
  const float *dy = c->dy + b * p->output_height * p->output_width * channels;
  memset(dx, 0, image * sizeof(float));
  for (size_t oy = 0; oy < p->output_height; oy++)
    for (size_t ox = 0; ox < p->output_width; ox++, dy += channels) {
      window w = window_at(p, oy, ox);
      float share = 1.0f / (float)w.divisor;
      for (size_t iy = w.y0; iy < w.y1; iy++)
        for (size_t ix = w.x0; ix < w.x1; ix++) {
          float *target = dx + (iy * p->width + ix) * channels;
          for (size_t ch = 0; ch < channels; ch++) target[ch] += dy[ch] * share;
        }
    }
}

void keiryo_average_pool_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_window *p = parameters;
  gradient_context c = {p, NULL, buffers[0], buffers[1]};
  keiryo_parallel_for(workers(p, pool, KEIRYO_GRADIENT_TAPS), p->batch, average_gradient_image, &c);
}
