#include "keiryo/movement.h"

#include <string.h>

#include "../pool/share.h"
#include "copy_rows.h"

void keiryo_copy_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_copy *p = parameters;
  (void)pool;
  if (buffers[0] != buffers[1]) memcpy(buffers[1], buffers[0], p->bytes);
}

#define COPY_STRIDED(type) \
  for (size_t i = 0; i < n; i++) { \
    type e; \
    memcpy(&e, x + i * stride, sizeof e); \
    memcpy(y + i * sizeof e, &e, sizeof e); \
  }

static void copy_strided(const uint8_t *x, size_t stride, uint8_t *y, size_t n, size_t element_bytes) {
  if (stride == element_bytes) {
    memcpy(y, x, n * element_bytes);
    return;
  }
  switch (element_bytes) {
    case 1: COPY_STRIDED(uint8_t) break;
    case 2: COPY_STRIDED(uint16_t) break;
    case 4: COPY_STRIDED(uint32_t) break;
    case 8: COPY_STRIDED(uint64_t) break;
    default:
      for (size_t i = 0; i < n; i++) memcpy(y + i * element_bytes, x + i * stride, element_bytes);
  }
}

// A few planes, such as colours, become pixels: with a constant number of them the compiler makes interleaved stores.
#define INTERLEAVE(type, planes) \
  for (size_t i = 0; i < n; i++) \
    for (size_t k = 0; k < (planes); k++) ((type *)y)[i * (planes) + k] = ((const type *)(x + k * plane))[i];

static int interleave(const uint8_t *x, size_t n, size_t planes, size_t plane, uint8_t *y, size_t element_bytes) {
  switch (element_bytes << 4 | planes) {
    case 0x12: INTERLEAVE(uint8_t, 2) return 1;
    case 0x13: INTERLEAVE(uint8_t, 3) return 1;
    case 0x14: INTERLEAVE(uint8_t, 4) return 1;
    case 0x42: INTERLEAVE(uint32_t, 2) return 1;
    case 0x43: INTERLEAVE(uint32_t, 3) return 1;
    case 0x44: INTERLEAVE(uint32_t, 4) return 1;
    default: return 0;
  }
}

static void transpose_axis(const keiryo_transpose *p, size_t axis, const uint8_t *x, uint8_t **y) {
  size_t n = p->extents[axis], stride = p->strides[axis];
  if (axis + 1 == p->rank) {
    copy_strided(x, stride, *y, n, p->element_bytes);
    *y += n * p->element_bytes;
    return;
  }
  if (axis + 2 == p->rank && stride == p->element_bytes) {
    // A matrix turned over: blocks keep the lines of both sides in the cache.
    size_t columns = p->extents[axis + 1], other = p->strides[axis + 1], width = columns * p->element_bytes;
    if (columns <= 4 && interleave(x, n, columns, other, *y, p->element_bytes)) {
      *y += n * width;
      return;
    }
    for (size_t r = 0; r < n; r += 16)
      for (size_t c = 0; c < columns; c += 16)
        for (size_t i = r; i < n && i < r + 16; i++)
          copy_strided(
            x + i * stride + c * other, other, *y + i * width + c * p->element_bytes,
            columns - c < 16 ? columns - c : 16, p->element_bytes);
    *y += n * width;
    return;
  }
  for (size_t i = 0; i < n; i++) transpose_axis(p, axis + 1, x + i * stride, y);
}

typedef struct {
  const keiryo_transpose *p;
  const uint8_t *x;
  uint8_t *y;
  size_t each, row_bytes;  // indices of the first axis in a chunk, and bytes of the result for each
} transpose_context;

static void transpose_chunk(void *opaque, size_t index) {
  const transpose_context *c = opaque;
  keiryo_transpose part = *c->p;
  size_t first = index * c->each, rest = part.extents[0] - first;
  part.extents[0] = rest < c->each ? rest : c->each;
  uint8_t *y = c->y + first * c->row_bytes;
  transpose_axis(&part, 0, c->x + first * part.strides[0], &y);
}

void keiryo_transpose_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_transpose *p = parameters;
  transpose_context c = {.p = p, .x = buffers[0], .y = buffers[1], .row_bytes = p->element_bytes};
  for (size_t i = 1; i < p->rank; i++) c.row_bytes *= p->extents[i];
  double nanoseconds = (double)(p->extents[0] * c.row_bytes) / KEIRYO_TURNED_BYTES;
  keiryo_pool *workers = keiryo_share(pool, nanoseconds, 0);
  size_t parts = keiryo_parts(workers, nanoseconds);
  c.each = (p->extents[0] + parts - 1) / parts;
  if (c.each > 0) keiryo_parallel_for(workers, (p->extents[0] + c.each - 1) / c.each, transpose_chunk, &c);
}

void keiryo_concatenate_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_concatenate *p = parameters;
  uint8_t *y = buffers[p->inputs];
  size_t row = 0;
  (void)pool;
  for (size_t i = 0; i < p->inputs; i++) row += p->inner_bytes[i];
  for (size_t i = 0; i < p->inputs; i++) {
    keiryo_copy_rows(buffers[i], p->inner_bytes[i], y, row, p->inner_bytes[i], p->outer);
    y += p->inner_bytes[i];
  }
}

static uint8_t *fill(uint8_t *y, size_t count, const keiryo_pad *p) {
  for (size_t i = 0; i < count; i++, y += p->element_bytes) memcpy(y, p->value, p->element_bytes);
  return y;
}

static size_t count_from(const keiryo_pad *p, size_t axis) {
  size_t count = 1;
  for (size_t i = axis; i < p->rank; i++) count *= p->padded[i];
  return count;
}

static uint8_t *pad_axis(const keiryo_pad *p, size_t axis, const uint8_t **x, uint8_t *y) {
  size_t each = count_from(p, axis + 1), after = p->padded[axis] - p->before[axis] - p->extents[axis];
  y = fill(y, p->before[axis] * each, p);
  if (axis + 1 == p->rank) {
    size_t bytes = p->extents[axis] * p->element_bytes;
    memcpy(y, *x, bytes);
    *x += bytes;
    y += bytes;
  } else {
    for (size_t i = 0; i < p->extents[axis]; i++) y = pad_axis(p, axis + 1, x, y);
  }
  return fill(y, after * each, p);
}

void keiryo_pad_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const uint8_t *x = buffers[0];
  (void)pool;
  pad_axis(parameters, 0, &x, buffers[1]);
}
