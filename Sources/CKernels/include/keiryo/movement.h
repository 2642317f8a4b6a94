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
