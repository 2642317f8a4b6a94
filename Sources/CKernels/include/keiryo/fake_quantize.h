#ifndef KEIRYO_FAKE_QUANTIZE_H
#define KEIRYO_FAKE_QUANTIZE_H

#include "loops.h"
#include "step.h"

#define KEIRYO_SMALLEST_STEP 1e-8f

// x [outer][channels][inner] and back to reals through codes of one step for each channel.
typedef struct {
  const keiryo_loops *loops;
  size_t outer, channels, inner;
  float low, high;     // limits of the codes, counted from the zero point
  uint32_t rule;       // of the gradient: KEIRYO_STRAIGHT_THROUGH, …
  float factor;        // on the gradient of the steps
  float divisor;       // what the buffer of steps holds, divided by this, is the steps
  const float *steps;  // NULL: a buffer behind x
} keiryo_f32_fake_quantize;

// Buffers: x, [steps], y (may be x).
void keiryo_f32_fake_quantize_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// Bytes of scratch of the gradient.
size_t keiryo_f32_fake_quantize_scratch(const keiryo_f32_fake_quantize *p);

// Buffers: x, [steps], dy, dx (may be dy), [gradient of the steps], scratch. The bracketed ones only without `steps`.
void keiryo_f32_fake_quantize_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
