#ifndef KEIRYO_MOVEMENT_H
#define KEIRYO_MOVEMENT_H

#include "step.h"

typedef struct {
  size_t bytes;
} keiryo_copy;
// Buffers: x, y (may be x).
void keiryo_copy_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// Axis i of the result has extents[i] elements, strides[i] bytes apart in the source.
typedef struct {
  size_t rank;
  size_t extents[8], strides[8];
  size_t element_bytes;
} keiryo_transpose;
// Buffers: x, y.
void keiryo_transpose_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

typedef struct {
  size_t outer, inputs;
  const size_t *inner_bytes;
} keiryo_concatenate;
// Buffers: each input, y.
void keiryo_concatenate_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// `bytes` from `offset` on of every row of `source_bytes`.
typedef struct {
  size_t outer, source_bytes, offset, bytes;
} keiryo_slice;
// Buffers: x, y.
void keiryo_slice_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// y[o][i] = x[o][index i], elements of `bytes`; a negative index counts from the back.
typedef struct {
  size_t outer, extent, count, bytes;
  uint32_t wide;  // int64 indices instead of int32
} keiryo_gather;
// Buffers: x, indices, y, fault. An index outside the extent gives zeros and sets the fault, a uint32, to 1.
void keiryo_gather_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// Pixel (i, j) of the result is pixel (row_of[i], column_of[j]) of the source.
typedef struct {
  size_t batch, source_rows, source_columns, rows, columns, pixel_bytes;
  const size_t *row_of, *column_of;
} keiryo_pick_pixels;
// Buffers: x, y.
void keiryo_pick_pixels_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

enum { KEIRYO_FROM_INT64, KEIRYO_FROM_INT32, KEIRYO_FROM_UINT8, KEIRYO_FROM_INT8 };
typedef struct {
  size_t count;
  uint32_t from;
} keiryo_cast;
// Buffers: integers, y (float32).
void keiryo_cast_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

// Extents of the source, elements before each axis, extents of the result.
typedef struct {
  size_t rank;
  size_t extents[8], before[8], padded[8];
  size_t element_bytes;
  uint8_t value[8];
} keiryo_pad;
// Buffers: x, y.
void keiryo_pad_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
