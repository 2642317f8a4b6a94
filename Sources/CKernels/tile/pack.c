#include <string.h>

#include "keiryo/tile.h"

size_t keiryo_f32_packed_count(size_t depth, size_t columns, size_t nr) { return (columns + nr - 1) / nr * nr * depth; }

void keiryo_f32_pack(
  const float *b, size_t depth, size_t columns, size_t k_stride, size_t n_stride, size_t nr, float *packed) {
  for (size_t first = 0; first < columns; first += nr, packed += nr * depth) {
    size_t n = columns - first < nr ? columns - first : nr;
    const float *source = b + first * n_stride;
    if (n_stride == 1) {
      for (size_t k = 0; k < depth; k++) {
        memcpy(packed + k * nr, source + k * k_stride, n * sizeof(float));
        memset(packed + k * nr + n, 0, (nr - n) * sizeof(float));
      }
      continue;
    }
    // Blocks of 16 × NR keep both sides in the cache.
    for (size_t start = 0; start < depth; start += 16) {
      size_t end = depth - start < 16 ? depth : start + 16;
      for (size_t j = 0; j < n; j++) {
        const float *column = source + j * n_stride;
        for (size_t k = start; k < end; k++) packed[k * nr + j] = column[k * k_stride];
      }
      for (size_t k = start; k < end; k++) memset(packed + k * nr + n, 0, (nr - n) * sizeof(float));
    }
  }
}

size_t keiryo_s8_packed_bytes(size_t segments, size_t run, size_t columns, const keiryo_tile_kernel *kernel) {
  size_t groups = (run + kernel->group - 1) / kernel->group;
  size_t code = kernel->stage == KEIRYO_STAGE_INT16 ? 2 : 1;
  size_t panels = (columns + kernel->columns - 1) / kernel->columns;
  return panels * kernel->columns * segments * groups * kernel->group * code;
}

// Four codes to a group, one column after the other: every group is one word.
static void pack_fours(
  const int8_t *weights, size_t segments, size_t run, size_t columns, size_t nr, int8_t *packed) {
  size_t groups = (run + 3) / 4, whole = run / 4;
  memset(packed, 0, (columns + nr - 1) / nr * nr * segments * groups * 4);
  for (size_t column = 0; column < columns; column++) {
    int8_t *target = packed + (column / nr * segments * groups * nr + column % nr) * 4;
    for (size_t s = 0; s < segments; s++, weights += run) {
      for (size_t g = 0; g < whole; g++, target += nr * 4) memcpy(target, weights + g * 4, 4);
      if (whole < groups) {
        memcpy(target, weights + whole * 4, run % 4);
        target += nr * 4;
      }
    }
  }
}

void keiryo_s8_pack(
  const int8_t *weights, size_t segments, size_t run, size_t columns, const keiryo_tile_kernel *kernel, void *packed) {
  size_t group = kernel->group, groups = (run + group - 1) / group, nr = kernel->columns;
  int wide = kernel->stage == KEIRYO_STAGE_INT16;
  size_t at = 0;
  if (!wide && group == 4) {
    pack_fours(weights, segments, run, columns, nr, packed);
    return;
  }
  for (size_t first = 0; first < columns; first += nr)
    for (size_t s = 0; s < segments; s++)
      for (size_t g = 0; g < groups; g++)
        for (size_t j = 0; j < nr; j++)
          for (size_t i = 0; i < group; i++, at++) {
            size_t k = g * group + i, column = first + j;
            int8_t w = k < run && column < columns ? weights[(column * segments + s) * run + k] : 0;
            if (wide) {
              ((int16_t *)packed)[at] = w;
            } else {
              ((int8_t *)packed)[at] = w;
            }
          }
}
