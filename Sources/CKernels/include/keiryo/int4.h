#ifndef KEIRYO_INT4_H
#define KEIRYO_INT4_H

#include "step.h"

// Values of k that share a scale, in the weights and in the activations.
#define KEIRYO_INT4_BLOCK 32

// Activations of one row as codes: x ≈ scale[b]·code in block b. Behind the last value a block is filled up with 0.
typedef struct {
  int8_t *codes;
  float *scales;
  int32_t *sums;  // of the codes of each block
} keiryo_int4_row;

// Some rows times panels of columns side by side, over all blocks:
//   y[r][c] = clamp(Σb (scale[r][b]·scale[c][b])·float(Σk code[r][k]·(w[c][k] − zero[c][b])) + bias[c])
// Inner sums are exact; products and sums of float32 are rounded one by one, b ascending: the same bits on every
// processor.
typedef struct {
  const keiryo_int4_row *rows;
  size_t row_count;  // 1 … 4
  size_t blocks;
  // [panel][block]: 16 bytes for each column, then a scale for each column. In the bytes, four values of a column follow each
  // other, for all columns; the values 16 further on lie in the upper halves.
  const uint8_t *packed;
  const uint8_t *zeros;  // [panel][block][column]; NULL: 8
  size_t columns;        // of all panels that are stored
  const float *bias;     // NULL: none
  float low, high;
  float *y;
  size_t y_stride;       // elements
} keiryo_int4_tile;

typedef struct {
  const char *name;
  uint32_t features;
  void (*tile)(const keiryo_int4_tile *);
  // Codes of `count` values: scale = largest magnitude / 127, code = RNE(x·(127 / largest)). A block below 2^-100 is
  // 0; one that holds an infinite value or NaN gets the scale NaN.
  void (*quantize)(const float *x, size_t count, const keiryo_int4_row *row);
  uint16_t rows, columns;  // 4, columns of a panel
} keiryo_int4_kernel;

const keiryo_int4_kernel *keiryo_int4_kernel_for(uint32_t features);

typedef struct {
  size_t rows, columns, depth;
  const uint8_t *packed, *zeros;
  const float *bias;
  uint32_t bias_is_buffer;
  float low, high;
  const keiryo_int4_kernel *kernel;
} keiryo_int4_product;

// Bytes of the panels, and of their zero points.
size_t keiryo_int4_packed_bytes(size_t depth, size_t columns, size_t width);
size_t keiryo_int4_zeros_bytes(size_t depth, size_t columns, size_t width);
// codes: [column][depth], 0 … 15. scales, zeros (NULL: 8): [column][block].
void keiryo_int4_pack(
  const uint8_t *codes, const float *scales, const uint8_t *zeros, size_t depth, size_t columns, size_t width,
  uint8_t *packed, uint8_t *packed_zeros);

size_t keiryo_int4_scratch_bytes(size_t rows, size_t depth);
// Buffers: x [rows][depth], [bias], y [rows][columns], scratch.
void keiryo_int4_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
