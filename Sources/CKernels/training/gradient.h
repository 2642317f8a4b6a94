// What the gradients of a convolution share.
#ifndef KEIRYO_TRAINING_GRADIENT_H
#define KEIRYO_TRAINING_GRADIENT_H

#include "../tile/work.h"
#include "keiryo/gradient.h"

// Lanes hold their scratch apart, so that they can run at the same time; their number does not depend on the pool.
#define KEIRYO_GRADIENT_LANES 8

static const keiryo_epilogue keiryo_unlimited = {.low = -__builtin_inff(), .high = __builtin_inff()};

static inline size_t keiryo_align64(size_t bytes) { return (bytes + 63) / 64 * 64; }

static inline size_t keiryo_window_count(const keiryo_f32_convolution_gradient *p) {
  return p->kernel_height * p->kernel_width * (p->channels / p->groups);
}

static inline size_t keiryo_smaller(size_t a, size_t b) { return a < b ? a : b; }

// Position in the image of a tap of an output position; false outside.
static inline int keiryo_inside(
  size_t at, size_t stride, size_t k, size_t dilation, size_t pad, size_t extent, size_t *i) {
  size_t padded = at * stride + k * dilation;
  *i = padded - pad;
  return padded >= pad && padded - pad < extent;
}

// As many products as the convolution itself.
static inline keiryo_pool *keiryo_gradient_workers(const keiryo_f32_convolution_gradient *p, keiryo_pool *pool) {
  double outputs = (double)(p->batch * p->output_height) * (double)(p->output_width * p->output_channels);
  return keiryo_share(pool, outputs * (double)keiryo_window_count(p) / KEIRYO_PRODUCTS(p->tile_columns), 0);
}

// Both forms of the gradient with respect to the input, see input_gradient.c.
size_t keiryo_input_phases_prepare(keiryo_f32_convolution_gradient *p);
void keiryo_input_phases_run(
  const keiryo_f32_convolution_gradient *p, const float *dy, const float *w, float *dx, uint8_t *scratch,
  keiryo_pool *pool);
size_t keiryo_input_windows_prepare(keiryo_f32_convolution_gradient *p);
void keiryo_input_windows_run(
  const keiryo_f32_convolution_gradient *p, const float *dy, const float *w, float *dx, uint8_t *scratch,
  keiryo_pool *pool);

#endif
