#include "keiryo/step.h"

void keiryo_run(const keiryo_step *steps, size_t count, keiryo_pool *pool) {
  for (size_t i = 0; i < count; i++) steps[i].run(steps[i].parameters, steps[i].buffers, pool);
}
