#include "keiryo/observe.h"

#define PART 4096

int keiryo_observe_range(const keiryo_loops *loops, const float *x, size_t count, float *low, float *high) {
  // Part by part, so that the second look finds the values in the first cache.
  for (size_t start = 0; start < count; start += PART) {
    const size_t part = count - start < PART ? count - start : PART;
    loops->range(x + start, part, low, high);
    if (!loops->is_finite(x + start, part)) return 0;
  }
  return 1;
}

void keiryo_observe_bins(
  const keiryo_loops *loops, const float *x, size_t count, float inverse, float first, int32_t last, uint32_t *counts,
  size_t step) {
  loops->count_bins(x, count, inverse, first, last, counts, step);
}
