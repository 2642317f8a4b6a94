// Tables, functions and rows of one instruction set against the C library; bounds as the Swift factories state them.
#include "keiryo/loops.h"

#include <math.h>
#include <stdlib.h>

#include "laws.h"

static double larger(double a, double b) { return a > b ? a : b; }

static void tables(const keiryo_loops *l, size_t n) {
  uint8_t table[256], *x = law_memory(n), *y = law_memory(n);
  for (size_t i = 0; i < 256; i++) table[i] = (uint8_t)(i * 167 + 91);
  for (size_t i = 0; i < n; i++) x[i] = (uint8_t)(law_draw() >> 24);
  l->lookup(table, x, y, n);
  int good = 1;
  for (size_t i = 0; i < n; i++) good &= y[i] == table[x[i]];
  law(good, "%s: table of %zu codes", l->name, n);
  free(x), free(y);
}

static void functions(const keiryo_loops *l, size_t n) {
  float *x = law_memory(n * 4), *y = law_memory(n * 4);
  int good = 1;
  for (size_t i = 0; i < n; i++) x[i] = 5 * law_float();
  l->unary(KEIRYO_ERF, x, y, n, 0, 0);
  for (size_t i = 0; i < n; i++) good &= fabs(y[i] - erf(x[i])) < 4e-7;
  l->unary(KEIRYO_GELU, x, y, n, 0, 0);
  for (size_t i = 0; i < n; i++) good &= fabs(y[i] - 0.5 * x[i] * erfc(-x[i] * sqrt(0.5))) < 3e-7 * larger(1, fabs(x[i]));
  l->unary(KEIRYO_SILU, x, y, n, 0, 0);
  for (size_t i = 0; i < n; i++) good &= fabs(y[i] - x[i] / (1 + exp(-(double)x[i]))) < 3e-7 * larger(1, fabs(x[i]));
  law(good, "%s: functions of %zu numbers", l->name, n);
  free(x), free(y);
}

static void rows(const keiryo_loops *l, size_t n) {
  float *x = law_memory(n * 4), *y = law_memory(n * 4), *one = law_memory(n * 4), *zero = law_memory(n * 4);
  double sum = 0, largest = -INFINITY, total = 0, variance = 0;
  for (size_t i = 0; i < n; i++) {
    x[i] = 5 * law_float(), one[i] = 1;
    sum += x[i], largest = larger(largest, x[i]);
  }
  const double mean = sum / (double)n;
  for (size_t i = 0; i < n; i++) total += exp(x[i] - largest), variance += (x[i] - mean) * (x[i] - mean) / (double)n;
  int good = fabs(l->sum(x, n) - sum) < 1e-5 * (double)n && l->maximum(x, n) == (float)largest;
  l->softmax(x, y, n, 0);
  for (size_t i = 0; i < n; i++) good &= fabs(y[i] - exp(x[i] - largest) / total) < 2e-6;
  l->normalize(x, one, zero, y, n, 1e-3f);
  for (size_t i = 0; i < n; i++) good &= fabs(y[i] - (x[i] - mean) / sqrt(variance + 1e-3)) < 2e-5;
  law(good, "%s: a row of %zu numbers", l->name, n);
  free(x), free(y), free(one), free(zero);
}

void loop_laws(uint32_t features) {
  const keiryo_loops *l = keiryo_loops_for(features);
  for (size_t n = 1; n <= 200; n += 13) tables(l, n), functions(l, n), rows(l, n);
}
