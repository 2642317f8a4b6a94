// What calibration asks of activations.

static uint32_t is_finite(const float *x, size_t n) {
  uint32_t broken = 0;
  for (size_t i = 0; i < n; i++) broken |= (uint32_t)((to_bits(x[i]) & 0x7F800000u) == 0x7F800000u);
  return broken == 0;
}

// Four tables in turns, so that equal values do not wait for each other.
static void count_bins(const float *x, size_t n, float inverse, float first, int32_t last, uint32_t *counts, size_t step) {
  enum { PART = 256 };
  int32_t bins[PART];
  const float top = (float)last;
  for (size_t start = 0; start < n; start += PART) {
    const size_t part = n - start < PART ? n - start : PART;
    for (size_t i = 0; i < part; i++) {
      float t = x[start + i] * inverse - first;
      t = t > 0 ? t : 0;
      bins[i] = (int32_t)(t < top ? t : top);
    }
    size_t i = 0;
    for (; i + 4 <= part; i += 4) {
      counts[bins[i]]++;
      counts[step + (size_t)bins[i + 1]]++;
      counts[2 * step + (size_t)bins[i + 2]]++;
      counts[3 * step + (size_t)bins[i + 3]]++;
    }
    for (; i < part; i++) counts[bins[i]]++;
  }
}
