#include <string.h>

#include "../pool/share.h"
#include "keiryo/gradient.h"

typedef struct {
  const keiryo_f32_convolution_gradient *p;
  const float *x, *dy, *w;
  float *dx, *dw;
} context;

static inline int inside(size_t at, size_t stride, size_t k, size_t dilation, size_t pad, size_t extent, size_t *i) {
  size_t padded = at * stride + k * dilation;
  *i = padded - pad;
  return padded >= pad && padded - pad < extent;
}

// dx[c] += Σ dy[c·m + j]·w[c·m + j].
static void spread(const keiryo_f32_convolution_gradient *p, const float *dy, const float *w, float *dx) {
  size_t multiplier = p->output_channels / p->channels;
  if (multiplier == 1) {
    p->loops->multiply_accumulate(dy, w, dx, p->channels);
    return;
  }
  for (size_t o = 0; o < p->output_channels; o++) dx[o / multiplier] += dy[o] * w[o];
}

static void gather(const keiryo_f32_convolution_gradient *p, const float *dy, const float *x, float *dw) {
  size_t multiplier = p->output_channels / p->channels;
  if (multiplier == 1) {
    p->loops->multiply_accumulate(dy, x, dw, p->channels);
    return;
  }
  for (size_t o = 0; o < p->output_channels; o++) dw[o] += dy[o] * x[o / multiplier];
}

static void input_image(void *opaque, size_t image) {
  const context *c = opaque;
  const keiryo_f32_convolution_gradient *p = c->p;
  float *dx = c->dx + image * p->height * p->width * p->channels;
  const float *dy = c->dy + image * p->output_height * p->output_width * p->output_channels;
  memset(dx, 0, p->height * p->width * p->channels * sizeof(float));
  for (size_t oy = 0; oy < p->output_height; oy++)
    for (size_t ox = 0; ox < p->output_width; ox++, dy += p->output_channels)
      for (size_t ky = 0; ky < p->kernel_height; ky++)
        for (size_t kx = 0; kx < p->kernel_width; kx++) {
          size_t iy, ix;
          if (inside(oy, p->stride_height, ky, p->dilation_height, p->pad_top, p->height, &iy) &&
              inside(ox, p->stride_width, kx, p->dilation_width, p->pad_left, p->width, &ix))
            spread(
              p, dy, c->w + (ky * p->kernel_width + kx) * p->output_channels, dx + (iy * p->width + ix) * p->channels);
        }
}

static keiryo_pool *workers(const keiryo_f32_convolution_gradient *p, keiryo_pool *pool) {
  double outputs = (double)(p->batch * p->output_height) * (double)(p->output_width * p->output_channels);
  return keiryo_share(pool, outputs * (double)(p->kernel_height * p->kernel_width) / KEIRYO_GRADIENT_TAPS, 0);
}

void keiryo_f32_depthwise_input_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  context c = {.p = parameters, .dy = buffers[0], .w = buffers[1], .dx = buffers[2]};
  keiryo_parallel_for(workers(c.p, pool), c.p->batch, input_image, &c);
}

static void weight_tap(void *opaque, size_t tap) {
  const context *c = opaque;
  const keiryo_f32_convolution_gradient *p = c->p;
  float *dw = c->dw + tap * p->output_channels;
  const float *dy = c->dy;
  memset(dw, 0, p->output_channels * sizeof(float));
  for (size_t image = 0; image < p->batch; image++)
    for (size_t oy = 0; oy < p->output_height; oy++)
      for (size_t ox = 0; ox < p->output_width; ox++, dy += p->output_channels) {
        size_t iy, ix;
        if (inside(oy, p->stride_height, tap / p->kernel_width, p->dilation_height, p->pad_top, p->height, &iy) &&
            inside(ox, p->stride_width, tap % p->kernel_width, p->dilation_width, p->pad_left, p->width, &ix))
          gather(p, dy, c->x + ((image * p->height + iy) * p->width + ix) * p->channels, dw);
      }
}

void keiryo_f32_depthwise_weight_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  context c = {.p = parameters, .x = buffers[0], .dy = buffers[1], .dw = buffers[2]};
  keiryo_parallel_for(workers(c.p, pool), c.p->kernel_height * c.p->kernel_width, weight_tap, &c);
}
