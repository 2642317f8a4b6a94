// Gradients of a depthwise convolution. Where the convolution has no stride, the gradient with respect to its input is
// a depthwise convolution, too, and runs as one (`keiryo_depthwise.turned`).
#include <string.h>

#include "gradient.h"

typedef struct {
  const keiryo_f32_convolution_gradient *p;
  const float *x, *dy, *w;
  float *dx, *dw, *sums;
} context;

// Output columns first...end - 1 whose tap kx lies in the image.
static void columns_inside(const keiryo_f32_convolution_gradient *p, size_t kx, size_t *first, size_t *end) {
  size_t at = kx * p->dilation_width, stride = p->stride_width;
  *first = at < p->pad_left ? (p->pad_left - at + stride - 1) / stride : 0;
  size_t limit = p->width + p->pad_left;
  *end = at < limit ? keiryo_smaller(p->output_width, (limit - at + stride - 1) / stride) : 0;
  if (*first > *end) *first = *end;
}

// What meets for every row of outputs and every tap: `count` output pixels and the same number of input pixels.
typedef struct {
  size_t tap, count;
  const float *dy;
  size_t image;  // elements from the start of the image to the first input pixel
} row_of_taps;

// Calls the body for all rows of one image.
#define EACH_ROW(p, dy_image, r, body) \
  for (size_t oy = 0; oy < (p)->output_height; oy++) \
    for (size_t ky = 0; ky < (p)->kernel_height; ky++) { \
      size_t iy, first, end; \
      if (!keiryo_inside(oy, (p)->stride_height, ky, (p)->dilation_height, (p)->pad_top, (p)->height, &iy)) continue; \
      for (size_t kx = 0; kx < (p)->kernel_width; kx++) { \
        columns_inside(p, kx, &first, &end); \
        if (first == end) continue; \
        size_t ix = first * (p)->stride_width + kx * (p)->dilation_width - (p)->pad_left; \
        row_of_taps r = { \
          ky * (p)->kernel_width + kx, end - first, (dy_image) + (oy * (p)->output_width + first) * (p)->output_channels, \
          (iy * (p)->width + ix) * (p)->channels, \
        }; \
        body \
      } \
    }

static void input_image(void *opaque, size_t image) {
  const context *c = opaque;
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t multiplier = p->output_channels / p->channels, step = p->stride_width * p->channels;
  float *dx = c->dx + image * p->height * p->width * p->channels;
  memset(dx, 0, p->height * p->width * p->channels * sizeof(float));
  EACH_ROW(p, c->dy + image * p->output_height * p->output_width * p->output_channels, r, {
    const float *w = c->w + r.tap * p->output_channels;
    float *target = dx + r.image;
    if (multiplier == 1) {
      p->loops->spread_rows(r.dy, p->output_channels, w, target, step, r.count, p->channels);
    } else {
      for (size_t i = 0; i < r.count; i++)
        for (size_t o = 0; o < p->output_channels; o++)
          target[i * step + o / multiplier] += r.dy[i * p->output_channels + o] * w[o];
    }
  })
}

static keiryo_pool *workers(const keiryo_f32_convolution_gradient *p, keiryo_pool *pool) {
  double outputs = (double)(p->batch * p->output_height) * (double)(p->output_width * p->output_channels);
  return keiryo_share(pool, outputs * (double)(p->kernel_height * p->kernel_width) / KEIRYO_DEPTHWISE_GRADIENT_TAPS, 0);
}

void keiryo_f32_depthwise_input_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  context c = {.p = parameters, .dy = buffers[0], .w = buffers[1], .dx = buffers[2]};
  keiryo_parallel_for(workers(c.p, pool), c.p->batch, input_image, &c);
}

static size_t sum_count(const keiryo_f32_convolution_gradient *p) {
  return p->kernel_height * p->kernel_width * p->output_channels;
}

static size_t lanes_of(const keiryo_f32_convolution_gradient *p) {
  return keiryo_smaller(p->batch, KEIRYO_GRADIENT_LANES);
}

size_t keiryo_f32_depthwise_weight_gradient_scratch(const keiryo_f32_convolution_gradient *p) {
  return lanes_of(p) * sum_count(p) * sizeof(float);
}

static void weight_lane(void *opaque, size_t lane) {
  const context *c = opaque;
  const keiryo_f32_convolution_gradient *p = c->p;
  size_t multiplier = p->output_channels / p->channels, step = p->stride_width * p->channels;
  float *sums = c->sums + lane * sum_count(p);
  memset(sums, 0, sum_count(p) * sizeof(float));
  for (size_t image = lane; image < p->batch; image += lanes_of(p)) {
    const float *x = c->x + image * p->height * p->width * p->channels;
    EACH_ROW(p, c->dy + image * p->output_height * p->output_width * p->output_channels, r, {
      float *dw = sums + r.tap * p->output_channels;
      const float *source = x + r.image;
      if (multiplier == 1) {
        p->loops->gather_rows(r.dy, p->output_channels, source, step, dw, r.count, p->channels);
      } else {
        for (size_t i = 0; i < r.count; i++)
          for (size_t o = 0; o < p->output_channels; o++)
            dw[o] += r.dy[i * p->output_channels + o] * source[i * step + o / multiplier];
      }
    })
  }
}

void keiryo_f32_depthwise_weight_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  context c = {.p = parameters, .x = buffers[0], .dy = buffers[1], .dw = buffers[2], .sums = buffers[3]};
  size_t lanes = lanes_of(c.p), count = sum_count(c.p);
  keiryo_parallel_for(workers(c.p, pool), lanes, weight_lane, &c);
  memset(c.dw, 0, count * sizeof(float));
  c.p->loops->accumulate(c.sums, count, lanes, c.dw, count);
}
