#include "keiryo/movement.h"

#include <string.h>

#include "copy_rows.h"

void keiryo_slice_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_slice *p = parameters;
  (void)pool;
  keiryo_copy_rows((const uint8_t *)buffers[0] + p->offset, p->source_bytes, buffers[1], p->bytes, p->bytes, p->outer);
}

static int64_t index_at(const keiryo_gather *p, const void *indices, size_t i) {
  int64_t index = p->wide ? ((const int64_t *)indices)[i] : ((const int32_t *)indices)[i];
  return index < 0 ? index + (int64_t)p->extent : index;
}

void keiryo_gather_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_gather *p = parameters;
  const uint8_t *x = buffers[0];
  uint8_t *y = buffers[2];
  (void)pool;
  for (size_t o = 0; o < p->outer; o++, x += p->extent * p->bytes)
    for (size_t i = 0; i < p->count; i++, y += p->bytes) {
      int64_t index = index_at(p, buffers[1], i);
      if (index >= 0 && index < (int64_t)p->extent) {
        memcpy(y, x + (size_t)index * p->bytes, p->bytes);
      } else {
        memset(y, 0, p->bytes);
        *(uint32_t *)buffers[3] = 1;
      }
    }
}

void keiryo_pick_pixels_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_pick_pixels *p = parameters;
  const uint8_t *x = buffers[0];
  uint8_t *y = buffers[1];
  size_t row_bytes = p->columns * p->pixel_bytes;
  (void)pool;
  for (size_t n = 0; n < p->batch; n++, x += p->source_rows * p->source_columns * p->pixel_bytes)
    for (size_t i = 0; i < p->rows; i++, y += row_bytes) {
      if (i > 0 && p->row_of[i] == p->row_of[i - 1]) {
        memcpy(y, y - row_bytes, row_bytes);
        continue;
      }
      const uint8_t *row = x + p->row_of[i] * p->source_columns * p->pixel_bytes;
      for (size_t j = 0; j < p->columns; j++)
        memcpy(y + j * p->pixel_bytes, row + p->column_of[j] * p->pixel_bytes, p->pixel_bytes);
    }
}

#define CAST(type) \
  for (size_t i = 0; i < p->count; i++) y[i] = (float)((const type *)buffers[0])[i];

void keiryo_cast_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_cast *p = parameters;
  float *y = buffers[1];
  (void)pool;
  switch (p->from) {
    case KEIRYO_FROM_INT64: CAST(int64_t) break;
    case KEIRYO_FROM_INT32: CAST(int32_t) break;
    case KEIRYO_FROM_UINT8: CAST(uint8_t) break;
    default: CAST(int8_t)
  }
}
