#include "keiryo/fake_quantize.h"

#include "../pool/share.h"

// Elements that one thread takes at once.
#define PART 16384

typedef struct {
  const keiryo_f32_fake_quantize *p;
  const float *x, *dy, *steps;
  float *y, *partial, *dsteps;
} context;

// A step that is learned stays positive.
static float step_of(const context *c, size_t channel) {
  if (c->p->steps) return c->p->steps[channel];
  const float step = c->steps[channel] / c->p->divisor;
  return step < KEIRYO_SMALLEST_STEP ? KEIRYO_SMALLEST_STEP : step;
}

static size_t count_of(const keiryo_f32_fake_quantize *p) { return p->outer * p->channels * p->inner; }
static size_t parts(size_t count) { return (count + PART - 1) / PART; }
static size_t part_count(size_t count, size_t start) { return count - start < PART ? count - start : PART; }

static keiryo_pool *workers(const keiryo_f32_fake_quantize *p, keiryo_pool *pool) {
  return keiryo_share(pool, (double)count_of(p) / KEIRYO_EXPONENTIALS, 0);
}

// One step for all: elements in parts. Otherwise channel by channel.
static void forward_part(void *opaque, size_t index) {
  const context *c = opaque;
  const keiryo_f32_fake_quantize *p = c->p;
  size_t start = index * PART;
  p->loops->fake_quantize(
    c->x + start, c->y + start, part_count(count_of(p), start), step_of(c, 0), p->low, p->high);
}

static void forward_channel(void *opaque, size_t channel) {
  const context *c = opaque;
  const keiryo_f32_fake_quantize *p = c->p;
  for (size_t i = 0; i < p->outer; i++) {
    size_t start = (i * p->channels + channel) * p->inner;
    p->loops->fake_quantize(c->x + start, c->y + start, p->inner, step_of(c, channel), p->low, p->high);
  }
}

void keiryo_f32_fake_quantize_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_fake_quantize *p = parameters;
  context c = {.p = p, .x = buffers[0], .steps = p->steps ? NULL : buffers[1], .y = buffers[p->steps ? 1 : 2]};
  if (p->channels == 1) {
    keiryo_parallel_for(workers(p, pool), parts(count_of(p)), forward_part, &c);
  } else {
    keiryo_parallel_for(workers(p, pool), p->channels, forward_channel, &c);
  }
}

static void backward_part(void *opaque, size_t index) {
  const context *c = opaque;
  const keiryo_f32_fake_quantize *p = c->p;
  size_t start = index * PART;
  c->partial[index] = p->loops->fake_quantize_gradient(
    p->rule, c->x + start, c->dy + start, c->y + start, part_count(count_of(p), start), step_of(c, 0), p->low, p->high);
}

static void backward_channel(void *opaque, size_t channel) {
  const context *c = opaque;
  const keiryo_f32_fake_quantize *p = c->p;
  double sum = 0;
  for (size_t i = 0; i < p->outer; i++) {
    size_t start = (i * p->channels + channel) * p->inner;
    sum += p->loops->fake_quantize_gradient(
      p->rule, c->x + start, c->dy + start, c->y + start, p->inner, step_of(c, channel), p->low, p->high);
  }
  if (c->dsteps) c->dsteps[channel] = (float)(sum * p->factor);
}

size_t keiryo_f32_fake_quantize_scratch(const keiryo_f32_fake_quantize *p) {
  return (parts(count_of(p)) * sizeof(float) + 63) / 64 * 64;
}

void keiryo_f32_fake_quantize_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_fake_quantize *p = parameters;
  context c = {.p = p, .x = buffers[0]};
  if (p->steps) {
    c.dy = buffers[1], c.y = buffers[2], c.partial = buffers[3];
  } else {
    c.steps = buffers[1], c.dy = buffers[2], c.y = buffers[3], c.dsteps = buffers[4], c.partial = buffers[5];
  }
  if (p->channels > 1) {
    keiryo_parallel_for(workers(p, pool), p->channels, backward_channel, &c);
    return;
  }
  size_t count = parts(count_of(p));
  keiryo_parallel_for(workers(p, pool), count, backward_part, &c);
  double sum = 0;
  for (size_t i = 0; i < count; i++) sum += c.partial[i];
  if (c.dsteps) c.dsteps[0] = (float)(sum * p->factor);
}
