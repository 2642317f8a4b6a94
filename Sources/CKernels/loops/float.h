// Element-wise float32 loops, see `keiryo_loops`.

#define UNARY(code, expression) \
  case code: \
    KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) { \
      float v = x[i]; \
      y[i] = (expression); \
    } \
    break;

static void unary(uint32_t function, const float *x, float *y, size_t n, float low, float high) {
  switch (function) {
    UNARY(KEIRYO_CLAMP, limit(v, low, high))
    UNARY(KEIRYO_SIGMOID, logistic(v))
    UNARY(KEIRYO_TANH, hyperbolic_tangent(v))
    UNARY(KEIRYO_EXP, exponential(v))
    UNARY(KEIRYO_LOG, logarithm(v))
    UNARY(KEIRYO_SQRT, square_root(v))
    UNARY(KEIRYO_RECIPROCAL, 1.0f / v)
    UNARY(KEIRYO_NEGATE, -v)
    UNARY(KEIRYO_ABSOLUTE, from_bits(to_bits(v) & 0x7FFFFFFFu))
    UNARY(KEIRYO_SQUARE, v * v)
    UNARY(KEIRYO_ERF, error_function(v))
    UNARY(KEIRYO_GELU, gaussian_unit(v))
    UNARY(KEIRYO_SILU, sigmoid_unit(v))
  }
}

// NaN in either operand gives NaN.
KEIRYO_INLINE float larger(float u, float v) { return u > v || u != u ? u : v; }
KEIRYO_INLINE float smaller(float u, float v) { return u < v || u != u ? u : v; }

#define BINARY(code, expression) \
  case code: \
    if (a_step && b_step) { \
      KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) { \
        float u = a[i], v = b[i]; \
        y[i] = limit(expression, low, high); \
      } \
    } else if (a_step) { \
      float v = *b; \
      KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) { \
        float u = a[i]; \
        y[i] = limit(expression, low, high); \
      } \
    } else { \
      float u = *a; \
      KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) { \
        float v = b[b_step * i]; \
        y[i] = limit(expression, low, high); \
      } \
    } \
    break;

static void binary(
  uint32_t function, const float *a, size_t a_step, const float *b, size_t b_step, float *y, size_t n, float low,
  float high) {
  switch (function) {
    BINARY(KEIRYO_ADD, u + v)
    BINARY(KEIRYO_SUBTRACT, u - v)
    BINARY(KEIRYO_MULTIPLY, u * v)
    BINARY(KEIRYO_DIVIDE, u / v)
    BINARY(KEIRYO_MAXIMUM, larger(u, v))
    BINARY(KEIRYO_MINIMUM, smaller(u, v))
  }
}

static void clamp_gradient(const float *x, const float *g, float *y, size_t n, float low, float high) {
  KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) y[i] = ((x[i] > low) & (x[i] < high)) ? g[i] : 0.0f;
}

// Sixteen partial results, joined in a fixed order, so that every instruction set adds in the same order. Functions
// take them by address: how they would be passed depends on the instruction set.
typedef float lanes16 __attribute__((vector_size(64)));
typedef int32_t masks16 __attribute__((vector_size(64)));

KEIRYO_INLINE void lanes16_load(lanes16 *v, const float *x) { memcpy(v, x, sizeof *v); }

// The last n elements, then `rest`.
KEIRYO_INLINE void lanes16_load_part(lanes16 *v, const float *x, size_t n, float rest) {
  float part[16];
  for (size_t j = 0; j < 16; j++) part[j] = j < n ? x[j] : rest;
  memcpy(v, part, sizeof *v);
}

KEIRYO_INLINE float lanes16_sum(const lanes16 *v) {
  float part[16];
  memcpy(part, v, sizeof part);
  for (size_t width = 8; width; width /= 2)
    for (size_t j = 0; j < width; j++) part[j] += part[j + width];
  return part[0];
}

static float sum(const float *x, size_t n) {
  lanes16 part = {0}, v;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    lanes16_load(&v, x + i);
    part += v;
  }
  if (i < n) {
    lanes16_load_part(&v, x + i, n - i, 0);
    part += v;
  }
  return lanes16_sum(&part);
}

// part = larger(v, part).
KEIRYO_INLINE void lanes16_keep_larger(lanes16 *part, const lanes16 *v) {
  masks16 wins = (*v > *part) | (*v != *v);
  *part = (lanes16)(((masks16)*v & wins) | ((masks16)*part & ~wins));
}

static float maximum(const float *x, size_t n) {
  lanes16 part, v;
  lanes16_load_part(&part, x, 0, -INFINITY);
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    lanes16_load(&v, x + i);
    lanes16_keep_larger(&part, &v);
  }
  if (i < n) {
    lanes16_load_part(&v, x + i, n - i, -INFINITY);
    lanes16_keep_larger(&part, &v);
  }
  float last[16];
  memcpy(last, &part, sizeof last);
  for (size_t width = 8; width; width /= 2)
    for (size_t j = 0; j < width; j++) last[j] = larger(last[j], last[j + width]);
  return last[0];
}

static void range(const float *x, size_t n, float *low, float *high) {
  float l[64], h[64];
  for (size_t j = 0; j < 64; j++) l[j] = *low, h[j] = *high;
  size_t i = 0;
  for (; i + 64 <= n; i += 64)
    for (size_t j = 0; j < 64; j++) {
      const float v = x[i + j];
      l[j] = v < l[j] ? v : l[j];
      h[j] = v > h[j] ? v : h[j];
    }
  for (; i < n; i++) {
    l[0] = x[i] < l[0] ? x[i] : l[0];
    h[0] = x[i] > h[0] ? x[i] : h[0];
  }
  for (size_t j = 0; j < 64; j++) {
    *low = l[j] < *low ? l[j] : *low;
    *high = h[j] > *high ? h[j] : *high;
  }
}

// Sums that stay in registers while all rows pass.
#define ACCUMULATED 64

static void accumulate(const float *x, size_t step, size_t rows, float *y, size_t n) {
  for (; n >= ACCUMULATED && rows > 1; n -= ACCUMULATED, x += ACCUMULATED, y += ACCUMULATED) {
    float sums[ACCUMULATED];
    for (size_t i = 0; i < ACCUMULATED; i++) sums[i] = y[i];
    for (size_t r = 0; r < rows; r++)
      for (size_t i = 0; i < ACCUMULATED; i++) sums[i] += x[r * step + i];
    for (size_t i = 0; i < ACCUMULATED; i++) y[i] = sums[i];
  }
  for (size_t r = 0; r < rows; r++)
    KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) y[i] += x[r * step + i];
}

static void accumulate_maximum(const float *x, float *y, size_t n) {
  KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) y[i] = larger(x[i], y[i]);
}

static void scale(float *y, float factor, size_t n) {
  for (size_t i = 0; i < n; i++) y[i] *= factor;
}

// exp(x − max) / Σ, or x − max − ln Σ. May write over its input, so the logarithmic form sums in pieces.
static void softmax(const float *x, float *y, size_t n, uint32_t logarithmic) {
  float largest = maximum(x, n);
  if (!logarithmic) {
    KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) y[i] = decay(x[i] - largest);
    scale(y, 1.0f / sum(y, n), n);
    return;
  }
  float piece[64], total = 0;
  for (size_t i = 0; i < n; i += 64) {
    size_t count = n - i < 64 ? n - i : 64;
    for (size_t j = 0; j < count; j++) piece[j] = exponential(x[i + j] - largest);
    total += sum(piece, count);
  }
  float shift = logarithm(total);
  KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) y[i] = (x[i] - largest) - shift;
}

static void normalize(const float *x, const float *scale, const float *bias, float *y, size_t n, float epsilon) {
  const float mean = sum(x, n) / (float)n;
  lanes16 part = {0}, d;
  size_t i = 0;
  for (; i + 16 <= n; i += 16) {
    lanes16_load(&d, x + i);
    d -= mean;
    part += d * d;
  }
  if (i < n) {
    lanes16_load_part(&d, x + i, n - i, mean);
    d -= mean;
    part += d * d;
  }
  const float factor = 1.0f / square_root(lanes16_sum(&part) / (float)n + epsilon);
  KEIRYO_IN_PLACE for (i = 0; i < n; i++) y[i] = FMA((x[i] - mean) * factor, scale[i], bias[i]);
}

static void sgd(float *restrict p, const float *restrict g, float *restrict v, size_t n, const keiryo_sgd *o) {
  const float rate = o->learning_rate, momentum = o->momentum, decay = o->weight_decay;
  // Nesterov's rule moves by g + momentum·v instead of v.
  const float look = o->nesterov ? momentum : 1, own = o->nesterov ? 1 : 0;
  for (size_t i = 0; i < n; i++) {
    const float gradient = FMA(decay, p[i], g[i]);
    v[i] = FMA(momentum, v[i], gradient);
    p[i] = FMA(-rate, FMA(look, v[i], own * gradient), p[i]);
  }
}

static void adam(
  float *restrict p, const float *restrict g, float *restrict m, float *restrict v, size_t n, const keiryo_adam *o) {
  const float b1 = o->beta1, b2 = o->beta2, rate = o->learning_rate, epsilon = o->epsilon;
  const float coupled = o->decoupled ? 0 : o->weight_decay, kept = o->decoupled ? 1 - rate * o->weight_decay : 1;
  const float first = o->correction1, second = o->correction2;
  for (size_t i = 0; i < n; i++) {
    float gradient = FMA(coupled, p[i], g[i]);
    m[i] = FMA(b1, m[i], (1 - b1) * gradient);
    v[i] = FMA(b2, v[i], (1 - b2) * gradient * gradient);
    p[i] = p[i] * kept - rate * (m[i] / first) / (square_root(v[i] / second) + epsilon);
  }
}
