#ifndef KEIRYO_OPTIMIZER_H
#define KEIRYO_OPTIMIZER_H

#include "loops.h"
#include "step.h"

// g' = g + weight_decay·p; v = momentum·v + g'; p −= learning_rate·v.
void keiryo_sgd_step(
  const keiryo_loops *loops, float *parameters, const float *gradients, float *velocity, size_t count,
  const keiryo_sgd *options);

// Kingma & Ba 2015; decoupled decay: Loshchilov & Hutter 2019.
void keiryo_adam_step(
  const keiryo_loops *loops, float *parameters, const float *gradients, float *first, float *second, size_t count,
  const keiryo_adam *options);

#endif
