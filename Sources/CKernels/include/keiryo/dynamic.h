#ifndef KEIRYO_DYNAMIC_H
#define KEIRYO_DYNAMIC_H

#include "loops.h"
#include "step.h"
#include "tile.h"

// Codes whose scale is found when they are made: scale = (max − min) / 255 over x and 0 (1 when all are 0),
// zero = clamp(RNE(−min / scale)), q = clamp(RNE(x / scale) + zero).
typedef struct {
  const keiryo_loops *loops;
  size_t count;
} keiryo_dynamic_codes;

// Buffers: x (float32), codes (uint8), scale (one float32), zero (one uint8).
void keiryo_dynamic_codes_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// y[m,n] = float(Σk (q[m,k] − zero)·w[n,k])·(scale·scales[n]) + addend[n] + residual[m,n], clamped, then finished; or the
// sums, when the epilogue says so.
typedef struct {
  size_t rows, columns, depth;
  const uint8_t *packed;     // see keiryo_s8_pack
  size_t panel_bytes;
  const float *scales;       // of the weights, one for each column; not read when sums are stored
  const int32_t *sums;       // of the weights, one for each column
  const float *addend;       // NULL: none
  uint32_t zero_is_buffer;   // or it is 0
  uint32_t residual_is_buffer;
  uint32_t stage;
  size_t staged_bytes;       // of a staged code
  size_t image_offset;       // of the staged codes in the scratch, behind bias and multipliers
  keiryo_epilogue epilogue;
  keiryo_tile_function tile;
  size_t tile_rows, tile_columns, tile_group;
} keiryo_dynamic_gemm;

// Buffers: q (uint8), scale unless sums are stored, [zero], [residual], y (float32 or int32), scratch: 8 bytes for each
// column, then the staged codes.
void keiryo_dynamic_gemm_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
