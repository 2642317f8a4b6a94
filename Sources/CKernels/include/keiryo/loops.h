#ifndef KEIRYO_LOOPS_H
#define KEIRYO_LOOPS_H

#include <stddef.h>
#include <stdint.h>

enum {
  KEIRYO_CLAMP, KEIRYO_SIGMOID, KEIRYO_TANH, KEIRYO_EXP, KEIRYO_LOG, KEIRYO_SQRT, KEIRYO_RECIPROCAL, KEIRYO_NEGATE,
  KEIRYO_ABSOLUTE, KEIRYO_SQUARE, KEIRYO_ERF, KEIRYO_GELU, KEIRYO_SILU,
};
enum { KEIRYO_ADD, KEIRYO_SUBTRACT, KEIRYO_MULTIPLY, KEIRYO_DIVIDE, KEIRYO_MAXIMUM, KEIRYO_MINIMUM };
enum { KEIRYO_SUM, KEIRYO_MEAN, KEIRYO_REDUCED_MAXIMUM };
// How gradients pass a rounding to codes. Straight through: as through a clamp, none for the step. Learned step: LSQ.
// Learned limit: PACT, whose parameter is the upper limit.
enum { KEIRYO_STRAIGHT_THROUGH, KEIRYO_LEARNED_STEP, KEIRYO_LEARNED_LIMIT };

// How codes and reals correspond: q = clamp(RNE(x / scale) + zero, low, high).
typedef struct {
  float scale;
  int32_t zero, low, high;
} keiryo_code;

// multiplier / 2³¹ · 2^shift, the multiplier at least 2³⁰ or 0.
typedef struct {
  int32_t multiplier, shift;
} keiryo_ratio;

// Sums to codes: y = clamp((x − offset)·ratio, low, high) + zero.
typedef struct {
  keiryo_ratio ratio;
  uint32_t is_single;  // KEIRYO_ROUND_SINGLE instead of KEIRYO_ROUND_DOUBLE
  int32_t offset, zero, low, high;
} keiryo_fixed_scale;

struct keiryo_fixed_binary;

typedef struct {
  float learning_rate, momentum, weight_decay;
  uint32_t nesterov;
} keiryo_sgd;

typedef struct {
  float learning_rate, beta1, beta2, epsilon, weight_decay;
  float correction1, correction2;  // 1 − βᵗ
  uint32_t decoupled;
} keiryo_adam;

// Windows side by side in an image [row][pixel][channels]; all numbers count elements.
typedef struct {
  size_t count, step;    // windows, from one to the next
  size_t rows, columns;  // taps of each
  size_t row;            // from one row of taps to the next
  size_t channels;
  size_t room;           // of the results (gradient: of dx): beyond it nothing may be written
} keiryo_windows;

// Plain loops, compiled once for each instruction set.
typedef struct {
  const char *name;
  uint32_t features;
  void (*unary)(uint32_t function, const float *x, float *y, size_t n, float low, float high);
  // A step of 0 repeats the first element.
  void (*binary)(
    uint32_t function, const float *a, size_t a_step, const float *b, size_t b_step, float *y, size_t n, float low,
    float high);
  void (*clamp_gradient)(const float *x, const float *g, float *y, size_t n, float low, float high);
  // y = clamp(RNE(x / step), low, high)·step; low and high are integers.
  void (*fake_quantize)(const float *x, float *y, size_t n, float step, float low, float high);
  // dx = dy where it passes; returns Σ dy·∂y/∂parameter of the step or limit. dx may be dy.
  float (*fake_quantize_gradient)(
    uint32_t rule, const float *x, const float *dy, float *dx, size_t n, float step, float low, float high);
  void (*softmax)(const float *x, float *y, size_t n, uint32_t logarithm);
  // One row to mean 0 and variance 1, then times scale plus bias.
  void (*normalize)(const float *x, const float *scale, const float *bias, float *y, size_t n, float epsilon);
  float (*sum)(const float *x, size_t n);
  float (*maximum)(const float *x, size_t n);
  // low = min(x, low), high = max(x, high); NaN is passed over.
  void (*range)(const float *x, size_t n, float *low, float *high);
  // y += every row of x, one after the other.
  void (*accumulate)(const float *x, size_t step, size_t rows, float *y, size_t n);
  void (*accumulate_maximum)(const float *x, float *y, size_t n);  // y = max(y, x)
  void (*scale)(float *y, float factor, size_t n);
  // Of each of n columns: y[r] += a[r]·w; y += Σ a[r]·b[r].
  void (*spread_rows)(
    const float *a, size_t a_step, const float *w, float *y, size_t y_step, size_t rows, size_t n);
  void (*gather_rows)(
    const float *a, size_t a_step, const float *b, size_t b_step, float *y, size_t rows, size_t n);
  // Of each of `channels` columns: Σ x; Σ (x − center)²; Σ g and Σ g·(x − center).
  void (*channel_sums)(const float *x, size_t rows, size_t channels, float *sums);
  void (*channel_squares)(const float *x, const float *center, size_t rows, size_t channels, float *sums);
  void (*channel_products)(
    const float *x, const float *g, const float *center, size_t rows, size_t channels, float *sums, float *products);
  // y = clamp((x − center)·factor + offset); y may be x.
  void (*channel_affine)(
    const float *x, const float *center, const float *factor, const float *offset, float *y, size_t rows,
    size_t channels, float low, float high);
  // y = g·g_factor + (x − center)·x_factor + offset; y may be g or x.
  void (*channel_affine_pair)(
    const float *g, const float *g_factor, const float *x, const float *center, const float *x_factor,
    const float *offset, float *y, size_t rows, size_t channels);
  // The largest of every window; reads up to 31 bytes behind the image.
  void (*maximum_f32)(const keiryo_windows *w, const float *x, float *y);
  void (*maximum_u8)(const keiryo_windows *w, const uint8_t *x, uint8_t *y);
  void (*maximum_s8)(const keiryo_windows *w, const int8_t *x, int8_t *y);
  // Adds g of every window to dx where the window has its first maximum. Reads up to 31 bytes behind the images;
  // `room` of dx may be written.
  void (*maximum_gradient)(const keiryo_windows *w, const float *x, const float *g, float *dx);
  void (*sum_u8)(const uint8_t *x, int32_t *y, size_t n);
  void (*sum_s8)(const int8_t *x, int32_t *y, size_t n);
  void (*requantize_sum)(
    const int32_t *sum, int32_t offset, float multiplier, const keiryo_code *code, uint8_t *y, size_t n);
  void (*quantize)(const float *x, float scale, const keiryo_code *code, uint8_t *y, size_t n);
  void (*quantize_channels)(const float *x, const float *scales, const keiryo_code *code, uint8_t *y, size_t n);
  void (*dequantize)(const uint8_t *x, uint32_t is_signed, float scale, int32_t zero, float *y, size_t n);
  void (*dequantize_channels)(
    const uint8_t *x, uint32_t is_signed, const float *scales, int32_t zero, float *y, size_t n);
  void (*add_codes)(
    const uint8_t *a, const keiryo_code *code_a, const uint8_t *b, const keiryo_code *code_b, const keiryo_code *code_y,
    uint8_t *y, size_t n);
  void (*fixed_binary)(
    const struct keiryo_fixed_binary *p, const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n);
  void (*fixed_scale)(const int32_t *x, const keiryo_fixed_scale *scale, uint8_t *y, size_t n);
  void (*lookup)(const uint8_t *table, const uint8_t *x, uint8_t *y, size_t n);  // y[i] = table[x[i]]
  void (*sgd)(float *p, const float *g, float *v, size_t n, const keiryo_sgd *o);
  void (*adam)(float *p, const float *g, float *m, float *v, size_t n, const keiryo_adam *o);
  uint32_t (*is_finite)(const float *x, size_t n);
  void (*count_bins)(
    const float *x, size_t n, float inverse, float first, int32_t last, uint32_t *counts, size_t step);
} keiryo_loops;

const keiryo_loops *keiryo_loops_for(uint32_t features);

#endif
