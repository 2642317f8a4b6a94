#ifndef KEIRYO_GATHER_GRADIENT_H
#define KEIRYO_GATHER_GRADIENT_H

#include "loops.h"
#include "step.h"

// dx[o][index i] += dy[o][i] from zero on, parts of `part` floats, i ascending; negative indices count from the back.
typedef struct {
  const keiryo_loops *loops;
  size_t outer, extent, count, part;
  uint32_t wide;  // int64 indices instead of int32
} keiryo_f32_gather_gradient;
// Buffers: indices, dy, dx, fault. An index outside the extent adds nothing and sets the fault, a uint32, to 1.
void keiryo_f32_gather_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
