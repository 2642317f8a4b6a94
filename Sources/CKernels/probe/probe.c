#include "keiryo/probe.h"

#include <stdatomic.h>
#include <stdint.h>

typedef struct {
  keiryo_probe_function function;
  const uint8_t *data;
  size_t stride, count, passes;
  atomic_uint sum;
} part_context;

static void run_part(void *opaque, size_t part) {
  part_context *context = opaque;
  if (!context->function) return;
  uint32_t sum = 0;
  const uint8_t *data = context->data ? context->data + part * context->stride : NULL;
  for (size_t pass = 0; pass < context->passes; pass++) sum += context->function(data, context->count);
  atomic_fetch_add(&context->sum, sum);
}

uint32_t keiryo_probe_run(
  keiryo_pool *pool, size_t parts, keiryo_probe_function function, const void *data, size_t stride, size_t count,
  size_t passes) {
  part_context context = {function, data, stride, count, passes, 0};
  keiryo_parallel_for(pool, parts, run_part, &context);
  return atomic_load(&context.sum);
}
