#ifndef KEIRYO_OBSERVE_H
#define KEIRYO_OBSERVE_H

#include "loops.h"

// low = min(x, low), high = max(x, high); 0 when a value is NaN or infinite.
int keiryo_observe_range(const keiryo_loops *loops, const float *x, size_t count, float *low, float *high);

// Counts the values in bins: bin i holds those with i ≤ x·inverse − first < i + 1, the outermost ones also what lies
// beyond. Four tables of `last + 1` counts, `step` counts from one to the next, whose sum is meant.
void keiryo_observe_bins(
  const keiryo_loops *loops, const float *x, size_t count, float inverse, float first, int32_t last, uint32_t *counts,
  size_t step);

#endif
