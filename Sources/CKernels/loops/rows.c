#include "keiryo/rows.h"

#include <string.h>

#include "../pool/share.h"
#include "../training/blocks.h"

typedef struct {
  const keiryo_f32_softmax *p;
  const float *x;
  float *y;
  size_t rows_per_chunk;
} context;

static void chunk(void *opaque, size_t index) {
  const context *c = opaque;
  size_t end = (index + 1) * c->rows_per_chunk;
  if (end > c->p->rows) end = c->p->rows;
  for (size_t r = index * c->rows_per_chunk; r < end; r++)
    c->p->loops->softmax(c->x + r * c->p->columns, c->y + r * c->p->columns, c->p->columns, c->p->logarithm);
}

void keiryo_f32_softmax_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_softmax *p = parameters;
  context c = {p, buffers[0], buffers[1], 1 + 8192 / (p->columns + 1)};
  keiryo_pool *workers = keiryo_share(pool, (double)p->rows * (double)p->columns / KEIRYO_SOFTMAX, 0);
  keiryo_parallel_for(workers, (p->rows + c.rows_per_chunk - 1) / c.rows_per_chunk, chunk, &c);
}

typedef struct {
  const keiryo_f32_layer_normalization *p;
  const float *x, *scale, *bias;
  float *y;
  size_t rows_per_chunk;
} normalization_context;

static void normalization_chunk(void *opaque, size_t index) {
  const normalization_context *c = opaque;
  size_t n = c->p->columns, end = (index + 1) * c->rows_per_chunk;
  if (end > c->p->rows) end = c->p->rows;
  for (size_t r = index * c->rows_per_chunk; r < end; r++)
    c->p->loops->normalize(c->x + r * n, c->scale, c->bias, c->y + r * n, n, c->p->epsilon);
}

void keiryo_f32_layer_normalization_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_layer_normalization *p = parameters;
  normalization_context c = {p, buffers[0], buffers[1], buffers[2], buffers[3], 1 + 16384 / (p->columns + 1)};
  keiryo_pool *workers = keiryo_share(pool, (double)p->rows * (double)p->columns / KEIRYO_NORMALIZATION, 0);
  keiryo_parallel_for(workers, (p->rows + c.rows_per_chunk - 1) / c.rows_per_chunk, normalization_chunk, &c);
}

typedef struct {
  const keiryo_f32_reduce *p;
  const float *x;
  float *sums;  // of every block
  keiryo_row_blocks blocks;
} reduction_context;

static void reduction_block(void *opaque, size_t block) {
  const reduction_context *c = opaque;
  const keiryo_f32_reduce *p = c->p;
  size_t start = block * c->blocks.rows * p->inner;
  p->loops->channel_sums(
    c->x + start, keiryo_row_block_count(&c->blocks, block), p->inner, c->sums + block * p->inner);
}

// One tall matrix: sums of blocks of rows, then the sums of those.
static void reduce_blocks(const keiryo_f32_reduce *p, const float *x, float *y, float *sums, keiryo_pool *pool) {
  reduction_context c = {p, x, sums, keiryo_row_blocks_of(p->reduced, p->inner)};
  keiryo_pool *workers = keiryo_share(pool, (double)p->reduced * (double)p->inner / KEIRYO_SUMS, 0);
  keiryo_row_blocks_run(&c.blocks, workers, reduction_block, &c);
  memset(y, 0, p->inner * sizeof(float));
  p->loops->accumulate(sums, p->inner, c.blocks.count, y, p->inner);
  if (p->kind == KEIRYO_MEAN) p->loops->scale(y, 1.0f / (float)p->reduced, p->inner);
}

size_t keiryo_f32_reduce_scratch(const keiryo_f32_reduce *p) {
  if (p->kind == KEIRYO_REDUCED_MAXIMUM || p->outer != 1 || p->inner < 2 || p->reduced < 1024) return 0;
  return keiryo_row_blocks_of(p->reduced, p->inner).count * p->inner * sizeof(float);
}

void keiryo_f32_reduce_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_reduce *p = parameters;
  const float *x = buffers[0];
  float *y = buffers[1];
  if (keiryo_f32_reduce_scratch(p) > 0) {
    reduce_blocks(p, x, y, buffers[2], pool);
    return;
  }
  float factor = 1.0f / (float)p->reduced;
  int is_maximum = p->kind == KEIRYO_REDUCED_MAXIMUM;
  for (size_t o = 0; o < p->outer; o++, x += p->reduced * p->inner, y += p->inner) {
    if (p->inner == 1) {
      *y = is_maximum ? p->loops->maximum(x, p->reduced) : p->loops->sum(x, p->reduced);
    } else {
      memcpy(y, x, p->inner * sizeof(float));
      if (is_maximum) {
        for (size_t r = 1; r < p->reduced; r++) p->loops->accumulate_maximum(x + r * p->inner, y, p->inner);
      } else {
        p->loops->accumulate(x + p->inner, p->inner, p->reduced - 1, y, p->inner);
      }
    }
    if (p->kind == KEIRYO_MEAN) p->loops->scale(y, factor, p->inner);
  }
}
