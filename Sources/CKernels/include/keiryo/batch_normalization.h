#ifndef KEIRYO_BATCH_NORMALIZATION_H
#define KEIRYO_BATCH_NORMALIZATION_H

#include "loops.h"
#include "step.h"

// Normalization of channels by the statistics of the batch itself: rows are all positions of all images.
typedef struct {
  const keiryo_loops *loops;
  size_t rows, channels;
  float epsilon;
  float low, high;  // of y
} keiryo_f32_batch_normalization;

// Bytes of scratch of either function.
size_t keiryo_f32_batch_normalization_scratch(const keiryo_f32_batch_normalization *p);

// Buffers: x, scale, bias, y (may be x), mean, variance, scratch. y = clamp((x − mean)/√(variance + ε)·scale + bias), the
// variance divided by the number of rows.
void keiryo_f32_batch_normalization_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// Buffers: x, scale, mean, variance, dy, dx (may be dy), dscale, dbias, scratch.
void keiryo_f32_batch_normalization_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
