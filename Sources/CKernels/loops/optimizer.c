#include "keiryo/optimizer.h"

void keiryo_sgd_step(
  const keiryo_loops *loops, float *parameters, const float *gradients, float *velocity, size_t count,
  const keiryo_sgd *options) {
  loops->sgd(parameters, gradients, velocity, count, options);
}

void keiryo_adam_step(
  const keiryo_loops *loops, float *parameters, const float *gradients, float *first, float *second, size_t count,
  const keiryo_adam *options) {
  loops->adam(parameters, gradients, first, second, count, options);
}
