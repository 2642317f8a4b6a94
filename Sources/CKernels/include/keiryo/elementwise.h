#ifndef KEIRYO_ELEMENTWISE_H
#define KEIRYO_ELEMENTWISE_H

#include "loops.h"
#include "step.h"

typedef struct {
  const keiryo_loops *loops;
  uint32_t function;
  size_t count;
  float low, high;
} keiryo_f32_unary;

// Buffers: x, y (may be x).
void keiryo_f32_unary_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// The same on a row that a kernel has just stored, see `keiryo_finish_function`.
void keiryo_f32_unary_finish(const void *parameters, void *row, size_t count);

// Broadcasting of two operands: strides in elements, 0 along an axis that is repeated. The last axis has stride 0 or 1.
typedef struct {
  const keiryo_loops *loops;
  uint32_t function;
  size_t rank;  // 1 … 8
  size_t extents[8], a_strides[8], b_strides[8];
  float low, high;
} keiryo_f32_binary;

// Buffers: a, b, y (may be an operand that is not repeated).
void keiryo_f32_binary_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

typedef struct {
  const keiryo_loops *loops;
  size_t count;
  float low, high;
} keiryo_f32_clamp_gradient;

// Buffers: x, g, y: g where low < x < high, else 0.
void keiryo_f32_clamp_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
