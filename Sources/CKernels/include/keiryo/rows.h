#ifndef KEIRYO_ROWS_H
#define KEIRYO_ROWS_H

#include "loops.h"
#include "step.h"

typedef struct {
  const keiryo_loops *loops;
  size_t rows, columns;
  uint32_t logarithm;
} keiryo_f32_softmax;

// Buffers: x, y (may be x).
void keiryo_f32_softmax_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// Rows to mean 0 and variance 1, then times scale plus bias, each of `columns` elements.
typedef struct {
  const keiryo_loops *loops;
  size_t rows, columns;
  float epsilon;
} keiryo_f32_layer_normalization;

// Buffers: x, scale, bias, y (may be x).
void keiryo_f32_layer_normalization_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// x[outer][reduced][inner] to y[outer][inner].
typedef struct {
  const keiryo_loops *loops;
  uint32_t kind;
  size_t outer, reduced, inner;
} keiryo_f32_reduce;

// Bytes of scratch: a tall matrix is summed in blocks of rows.
size_t keiryo_f32_reduce_scratch(const keiryo_f32_reduce *p);
// Buffers: x, y, [scratch].
void keiryo_f32_reduce_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
