#include "keiryo/winograd_weights.h"

#include "keiryo/winograd.h"

// Channels taken together: the compiler makes vectors of them.
#define LANES 16

// One side of G·g·Gᵀ. G: rows (1/4 0 0), (−1/6 −1/6 −1/6), (−1/6 1/6 −1/6), (1/24 1/12 1/6), (1/24 −1/12 1/6), (0 0 1).
static inline void transform(
  const double *a, const double *b, const double *c, double *result, size_t stride) {
  for (size_t i = 0; i < LANES; i++) {
    double outer = (a[i] + c[i]) * (1.0 / 6), inner = b[i] * (1.0 / 6);
    double far = a[i] * (1.0 / 24) + c[i] * (1.0 / 6), near = b[i] * (1.0 / 12);
    result[i] = a[i] * 0.25;
    result[stride + i] = -outer - inner;
    result[2 * stride + i] = inner - outer;
    result[3 * stride + i] = far + near;
    result[4 * stride + i] = far - near;
    result[5 * stride + i] = c[i];
  }
}

// The filters of up to LANES channels of one output. `taps`: nine rows of `channels` floats.
static void filter(const float *taps, size_t channels, size_t count, double points[KEIRYO_WINOGRAD_POINTS][LANES]) {
  double g[9][LANES] = {{0}}, columns[3][KEIRYO_WINOGRAD_INPUT][LANES];
  for (size_t t = 0; t < 9; t++)
    for (size_t i = 0; i < count; i++) g[t][i] = taps[t * channels + i];
  for (size_t x = 0; x < 3; x++) transform(g[x], g[3 + x], g[6 + x], columns[x][0], LANES);
  for (size_t y = 0; y < KEIRYO_WINOGRAD_INPUT; y++)
    transform(columns[0][y], columns[1][y], columns[2][y], points[y * KEIRYO_WINOGRAD_INPUT], LANES);
}

void keiryo_winograd_weights(
  const float *weights, size_t channels, size_t outputs, size_t tile_columns, size_t point_count, float *packed) {
  double points[KEIRYO_WINOGRAD_POINTS][LANES];
  for (size_t first = 0; first < outputs; first += tile_columns) {
    size_t end = outputs - first < tile_columns ? outputs : first + tile_columns;
    float *panel = packed + first / tile_columns * channels * tile_columns;
    // All columns of a few channels before the next channels: the lines that are written stay in the cache.
    for (size_t c = 0; c < channels; c += LANES) {
      size_t count = channels - c < LANES ? channels - c : LANES;
      for (size_t o = first; o < end; o++) {
        filter(weights + o * 9 * channels + c, channels, count, points);
        for (size_t p = 0; p < KEIRYO_WINOGRAD_POINTS; p++) {
          float *target = panel + p * point_count + c * tile_columns + (o - first);
          for (size_t i = 0; i < count; i++) target[i * tile_columns] = (float)points[p][i];
        }
      }
    }
  }
}
