// float32 functions without branches, so that loops over them become vector code. FMA(a, b, c) = a·b + c.
// Coefficients: minimax fits on the stated ranges; log: Cephes `logf`.
#include <math.h>
#include <string.h>

#ifdef LOOPS_FMA
#define FMA(a, b, c) __builtin_fmaf(a, b, c)
#else
#define FMA(a, b, c) ((a) * (b) + (c))
#endif

KEIRYO_INLINE float from_bits(uint32_t u) {
  float x;
  memcpy(&x, &u, 4);
  return x;
}

KEIRYO_INLINE uint32_t to_bits(float x) {
  uint32_t u;
  memcpy(&u, &x, 4);
  return u;
}

KEIRYO_INLINE float limit(float x, float low, float high) {
  float t = x < low ? low : x;
  return t > high ? high : t;
}

// Nearest integer, ties to even, for |x| ≤ 2²².
KEIRYO_INLINE float nearest(float x) { return (x + 12582912.0f) - 12582912.0f; }

// 2^r on [−½, ½], by a polynomial of degree 6.
KEIRYO_INLINE float power_of_two(float r) {
  float p = 0.00015345812039833928f;
  p = FMA(p, r, 0.0013399931362993445f);
  p = FMA(p, r, 0.00961848895822967f);
  p = FMA(p, r, 0.05550328776610837f);
  p = FMA(p, r, 0.2402264689061201f);
  p = FMA(p, r, 0.6931472057374302f);
  return FMA(p, r, 1.0f);
}

// e^x: x = n·ln 2 + r; 2^(r·log2 e) by a polynomial of degree 6, relative error below 3·10⁻⁷. 0 below −87.3, where the
// result would be subnormal; ∞ above 88.73.
KEIRYO_INLINE float exponential(float x) {
  float t = limit(x, -87.3f, 88.73f);
  float shifted = FMA(t, 1.44269504f, 12582912.0f);
  float n = shifted - 12582912.0f;
  float r = FMA(n, -0.693359375f, t);
  r = FMA(n, 2.12194440e-4f, r);
  r *= 1.44269504f;
  float p = power_of_two(r);
  // 2ⁿ in two factors: n may be 128.
  int32_t exponent = (int32_t)(to_bits(shifted) - 0x4B400000u), half = exponent >> 1;
  float y = p * from_bits((uint32_t)(half + 127) << 23) * from_bits((uint32_t)(exponent - half + 127) << 23);
  y = x < -87.3f ? 0.0f : y;
  return x > 88.73f ? INFINITY : y;
}

// e^x for x ≤ 0 in fewer steps, relative error below 5·10⁻⁷ down to −20 and below 4·10⁻⁶ down to −87, 0 below. NaN stays.
KEIRYO_INLINE float decay(float x) {
  float t = x < -87.0f ? -87.0f : x;
  float shifted = FMA(t, 1.44269504f, 12582912.0f);
  float r = FMA(t, 1.44269504f, -(shifted - 12582912.0f));
  float p = power_of_two(r);
  float y = p * from_bits((to_bits(shifted) - 0x4B400000u + 127u) << 23);
  return x < -87.0f ? 0.0f : y;
}

// tanh(x) = x·P(x²)/Q(x²), |x| ≤ 9, absolute error below 5·10⁻⁷ in float32, never beyond ±1.
KEIRYO_INLINE float hyperbolic_tangent(float x) {
  float t = limit(x, -9.0f, 9.0f), s = t * t;
  float p = 1.3184223490725344e-08f;
  p = FMA(p, s, 2.0471832724250436e-05f);
  p = FMA(p, s, 0.0034865821515002175f);
  p = FMA(p, s, 0.1337319796184669f);
  p = FMA(p, s, 0.9999999063658361f);
  float q = 7.702664032507855e-07f;
  q = FMA(q, s, 0.00032713857176077245f);
  q = FMA(q, s, 0.02584198031935582f);
  q = FMA(q, s, 0.46706494828770634f);
  q = FMA(q, s, 1.0f);
  return limit(t * p / q, -1.0f, 1.0f);
}

KEIRYO_INLINE float logistic(float x) { return FMA(0.5f, hyperbolic_tangent(0.5f * x), 0.5f); }

// ln x: x = m·2ᵉ with m in [√½, √2). −∞ at 0, NaN below.
KEIRYO_INLINE float logarithm(float x) {
  int subnormal = x < 1.17549435e-38f;
  float scaled = subnormal ? x * 8388608.0f : x;
  uint32_t bits = to_bits(scaled) - 0x3F3504F3u;
  float e = (float)((int32_t)bits >> 23) - (subnormal ? 23.0f : 0.0f);
  float m = from_bits((bits & 0x007FFFFFu) + 0x3F3504F3u) - 1.0f;
  float z = m * m, p = 7.0376836292e-2f;
  p = FMA(p, m, -1.1514610310e-1f);
  p = FMA(p, m, 1.1676998740e-1f);
  p = FMA(p, m, -1.2420140846e-1f);
  p = FMA(p, m, 1.4249322787e-1f);
  p = FMA(p, m, -1.6668057665e-1f);
  p = FMA(p, m, 2.0000714765e-1f);
  p = FMA(p, m, -2.4999993993e-1f);
  p = FMA(p, m, 3.3333331174e-1f);
  float y = m * z * p;
  y = FMA(e, -2.12194440e-4f, y);
  y = FMA(-0.5f, z, y);
  y = FMA(e, 0.693359375f, m + y);
  y = x == INFINITY ? INFINITY : y;
  y = x == 0.0f ? -INFINITY : y;
  return x < 0.0f || x != x ? NAN : y;
}

// erf(x) = x·P(x²)/Q(x²), |x| < 3.92 (beyond, the nearest float is ±1), absolute error below 4·10⁻⁷ in float32.
KEIRYO_INLINE float error_function(float x) {
  float t = limit(x, -3.92f, 3.92f), s = t * t;
  float p = 2.011728586909234e-06f;
  p = FMA(p, s, 0.0002875997611724475f);
  p = FMA(p, s, 0.0039173219557736266f);
  p = FMA(p, s, 0.05320706772497165f);
  p = FMA(p, s, 0.19403592503487108f);
  p = FMA(p, s, 1.1283790062511618f);
  float q = 3.7839519240884245e-05f;
  q = FMA(q, s, 0.001198199989822706f);
  q = FMA(q, s, 0.01527071215359331f);
  q = FMA(q, s, 0.11559083300822236f);
  q = FMA(q, s, 0.5052913491208145f);
  q = FMA(q, s, 1.0f);
  float y = limit(t * p / q, -1.0f, 1.0f);
  y = t <= -3.92f ? -1.0f : y;
  return t >= 3.92f ? 1.0f : y;
}

// x/2·(1 + erf(x/√2)).
KEIRYO_INLINE float gaussian_unit(float x) {
  float half = 0.5f * x;
  return FMA(half, error_function(0.70710678f * x), half);
}

// x / (1 + e^(−x)). The exponent stops at 88, where the result is below 10⁻³⁵: so one factor of 2ⁿ is enough.
KEIRYO_INLINE float sigmoid_unit(float x) {
  float t = limit(-x, -87.0f, 88.0f);
  float shifted = FMA(t, 1.44269504f, 12582912.0f);
  float r = FMA(t, 1.44269504f, -(shifted - 12582912.0f));
  float p = power_of_two(r);
  return x / FMA(p, from_bits((to_bits(shifted) - 0x4B400000u + 127u) << 23), 1.0f);
}

KEIRYO_INLINE float square_root(float x) {
#if defined(__clang__)
  return __builtin_elementwise_sqrt(x);
#else
  return __builtin_sqrtf(x);
#endif
}
