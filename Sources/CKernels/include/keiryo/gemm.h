#ifndef KEIRYO_GEMM_H
#define KEIRYO_GEMM_H

#include "step.h"
#include "tile.h"

// C[m,n] = clamp(Σk A[m,k]·B[k,n] + bias[n] + residual[m,n]), for each matrix of a batch. Strides in elements.
typedef struct {
  size_t batch, rows, columns, depth;
  size_t a_row, a_depth, a_batch;
  size_t b_depth, b_column, b_batch;
  const float *packed;  // NULL: B is a buffer, packed into the scratch on every run
  size_t scratch_matrix, scratch_matrices;  // elements of a packed B, and how many the scratch holds: 1 or the batch
  size_t panel_bytes;   // of packed panels, from one to the next; 0: as many as a dense panel has
  const float *bias;    // NULL: none, or a buffer
  uint32_t bias_is_buffer, residual_is_buffer;
  keiryo_epilogue epilogue;
  keiryo_tile_function tile;
  size_t tile_rows, tile_columns;
} keiryo_f32_gemm;

// Buffers: a, [b], [bias], [residual], c, [scratch].
void keiryo_f32_gemm_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
