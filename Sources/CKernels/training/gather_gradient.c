#include "keiryo/gather_gradient.h"

#include <string.h>

static int64_t index_at(const keiryo_f32_gather_gradient *p, const void *indices, size_t i) {
  int64_t index = p->wide ? ((const int64_t *)indices)[i] : ((const int32_t *)indices)[i];
  return index < 0 ? index + (int64_t)p->extent : index;
}

// On one thread: the order of the sums is that of the indices.
void keiryo_f32_gather_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_gather_gradient *p = parameters;
  const float *dy = buffers[1];
  float *dx = buffers[2];
  (void)pool;
  memset(dx, 0, p->outer * p->extent * p->part * sizeof(float));
  for (size_t o = 0; o < p->outer; o++, dx += p->extent * p->part)
    for (size_t i = 0; i < p->count; i++, dy += p->part) {
      int64_t index = index_at(p, buffers[0], i);
      if (index >= 0 && index < (int64_t)p->extent) {
        p->loops->accumulate(dy, 0, 1, dx + (size_t)index * p->part, p->part);
      } else {
        *(uint32_t *)buffers[3] = 1;
      }
    }
}
