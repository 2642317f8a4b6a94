#ifndef KEIRYO_FIXED_H
#define KEIRYO_FIXED_H

#include "loops.h"
#include "step.h"

// Operators on uint8 codes in the integer arithmetic of TFLite. A ratio and its rounding: see `keiryo_epilogue`.

enum { KEIRYO_FIXED_ADD, KEIRYO_FIXED_SUBTRACT, KEIRYO_FIXED_MULTIPLY };

// `low` and `high` are limits of the result minus `zero`.
struct keiryo_fixed_binary {
  const keiryo_loops *loops;
  size_t count;
  uint32_t operation, is_single;
  int32_t a_zero, b_zero, zero, low, high;
  // Sums: both operands are scaled after a shift by `left_shift`, then the sum. Products: only `y`.
  int32_t left_shift;
  keiryo_ratio a, b, y;
};

// Buffers: a, b, y (may be a or b).
void keiryo_fixed_binary_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// Means over the middle of x[outer][reduced][inner].
typedef struct {
  const keiryo_loops *loops;
  size_t outer, reduced, inner;
  keiryo_fixed_scale scale;
} keiryo_fixed_mean;

// Buffers: x, y, scratch of inner int32.
void keiryo_fixed_mean_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// Rows of probabilities with scale 1/256 and zero point 0.
typedef struct {
  size_t rows, columns;
  // exp of the largest code minus this one, 0.31 bits.
  int32_t exponentials[256];
  // From this difference on a code gives 0, whatever its exponential.
  int32_t limit;
} keiryo_fixed_softmax;

// Buffers: x, y (may be x).
void keiryo_fixed_softmax_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
