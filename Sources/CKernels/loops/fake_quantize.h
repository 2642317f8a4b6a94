// Rounding to codes and back, see `keiryo_loops`. NaN stays NaN.

// Limits are integers, so clamping first gives the same code.
static void fake_quantize(const float *x, float *y, size_t n, float step, float low, float high) {
  KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) y[i] = nearest(limit(x[i] / step, low, high)) * step;
}

// One term of the gradient of the step, and whether the gradient of x passes.
#define STEPS(code, passes, term) \
  case code: \
    KEIRYO_IN_PLACE for (size_t j = 0; j < count; j++) { \
      const float v = x[i + j] / step, r = nearest(limit(v, low - 1, high + 1)), g = dy[i + j]; \
      terms[j] = g * (term); \
      dx[i + j] = (passes) ? g : 0.0f; \
      (void)r; \
    } \
    break;

static float fake_quantize_gradient(
  uint32_t rule, const float *x, const float *dy, float *dx, size_t n, float step, float low, float high) {
  lanes16 total = {0}, v16;
  float terms[64];
  for (size_t i = 0; i < n; i += 64) {
    const size_t count = n - i < 64 ? n - i : 64;
    switch (rule) {
      STEPS(KEIRYO_STRAIGHT_THROUGH, (r >= low) & (r <= high), 0.0f)
      STEPS(KEIRYO_LEARNED_STEP, (v > low) & (v < high), v <= low ? low : v >= high ? high : r - v)
      STEPS(KEIRYO_LEARNED_LIMIT, (v >= low) & (v < high), v >= high ? 1.0f : 0.0f)
    }
    size_t j = 0;
    for (; j + 16 <= count; j += 16) {
      lanes16_load(&v16, terms + j);
      total += v16;
    }
    if (j < count) {
      lanes16_load_part(&v16, terms + j, count - j, 0);
      total += v16;
    }
  }
  return lanes16_sum(&total);
}
