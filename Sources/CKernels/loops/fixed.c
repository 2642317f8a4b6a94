#include "keiryo/fixed.h"

#include <string.h>

void keiryo_fixed_binary_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const struct keiryo_fixed_binary *p = parameters;
  (void)pool;
  p->loops->fixed_binary(p, buffers[0], buffers[1], buffers[2], p->count);
}

void keiryo_fixed_mean_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_fixed_mean *p = parameters;
  const uint8_t *x = buffers[0];
  uint8_t *y = buffers[1];
  int32_t *sums = buffers[2];
  (void)pool;
  for (size_t i = 0; i < p->outer; i++, y += p->inner) {
    memset(sums, 0, p->inner * sizeof *sums);
    for (size_t j = 0; j < p->reduced; j++, x += p->inner) p->loops->sum_u8(x, sums, p->inner);
    p->loops->fixed_scale(sums, &p->scale, y, p->inner);
  }
}

// a·b / 2³¹, ties up.
static inline int32_t product(int32_t a, int32_t b) { return (int32_t)(((int64_t)a * b + ((int64_t)1 << 30)) >> 31); }

static inline int32_t shifted_left(int32_t x, int by) {
  const int64_t wide = (int64_t)x * ((int64_t)1 << by);
  return wide > INT32_MAX ? INT32_MAX : wide < INT32_MIN ? INT32_MIN : (int32_t)wide;
}

// Ties away from 0; x ≥ 0.
static inline int32_t shifted_right(int32_t x, int by) { return (int32_t)(((int64_t)x + (((int64_t)1 << by) >> 1)) >> by); }

// 1 / x for x in 12.19 bits: 0.31 bits, to be shifted right by `shift`. Newton's steps on [½, 1).
static int32_t reciprocal(int32_t x, int *shift) {
  const int zeros = __builtin_clz((uint32_t)x);
  *shift = 12 - zeros;
  const int32_t half = (int32_t)(((int64_t)((uint32_t)x << zeros) - ((int64_t)1 << 31) + INT32_MAX + 1) / 2);
  int32_t y = 1515870810 + product(half, -1010580540);
  for (int i = 0; i < 3; i++) y += shifted_left(product(y, (1 << 29) - product(half, y)), 2);
  return shifted_left(y, 1);
}

static inline uint8_t probability(const keiryo_fixed_softmax *p, int32_t difference, int32_t factor, int shift) {
  if (difference > p->limit) return 0;
  const int32_t code = shifted_right(product(factor, p->exponentials[difference]), shift + 23);
  return code > 255 ? 255 : (uint8_t)code;
}

void keiryo_fixed_softmax_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_fixed_softmax *p = parameters;
  const uint8_t *x = buffers[0];
  uint8_t *y = buffers[1];
  (void)pool;
  for (size_t r = 0; r < p->rows; r++, x += p->columns, y += p->columns) {
    uint8_t largest = 0, codes[256];
    for (size_t i = 0; i < p->columns; i++) largest = x[i] > largest ? x[i] : largest;
    int32_t sum = 0;
    for (size_t i = 0; i < p->columns; i++) {
      const int32_t difference = largest - x[i];
      if (difference <= p->limit) sum += shifted_right(p->exponentials[difference], 12);
    }
    int shift;
    const int32_t factor = reciprocal(sum, &shift);
    if (p->columns < 256) {
      for (size_t i = 0; i < p->columns; i++) y[i] = probability(p, largest - x[i], factor, shift);
      continue;
    }
    for (int32_t d = 0; d <= largest; d++) codes[d] = probability(p, d, factor, shift);
    for (size_t i = 0; i < p->columns; i++) y[i] = codes[largest - x[i]];
  }
}
