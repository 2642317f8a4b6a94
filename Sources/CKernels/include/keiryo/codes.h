#ifndef KEIRYO_CODES_H
#define KEIRYO_CODES_H

#include "loops.h"
#include "step.h"

// x[rows][channels]; one scale, or one for each channel.
typedef struct {
  const keiryo_loops *loops;
  size_t rows, channels;
  const float *scales;  // NULL: code.scale
  keiryo_code code;
  uint32_t is_signed;
} keiryo_codes;

// Buffers: x (float32), y (codes).
void keiryo_quantize_run(const void *parameters, void *const *buffers, keiryo_pool *pool);
// Buffers: x (codes), y (float32).
void keiryo_dequantize_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

typedef struct {
  const keiryo_loops *loops;
  size_t rows, columns;
  uint32_t b_is_row;  // added to every row of a
  keiryo_code a, b, y;
} keiryo_add_codes;

// Buffers: a, b, y (may be a, or b unless that is a row).
void keiryo_add_codes_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

typedef struct {
  const keiryo_loops *loops;
  size_t count;
  uint8_t table[256];
} keiryo_lookup;

// Buffers: x, y (may be x).
void keiryo_lookup_run(const void *parameters, void *const *buffers, keiryo_pool *pool);
// The same on a row that a kernel has just stored, see `keiryo_finish_function`.
void keiryo_lookup_finish(const void *parameters, void *row, size_t count);

#endif
