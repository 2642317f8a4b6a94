#include "keiryo/convolution.h"
#include "keiryo/dynamic.h"

#include "work.h"

typedef struct {
  const keiryo_dynamic_gemm *p;
  const uint8_t *codes, *residual;
  const int32_t *bias;
  const float *multipliers;
  float *y;
  keiryo_blocks blocks;
} context;

static void chunk(void *opaque, size_t index) {
  const context *x = opaque;
  const keiryo_dynamic_gemm *p = x->p;
  keiryo_block block = keiryo_block_at(&x->blocks, index);
  const uint8_t *rows[KEIRYO_BATCH_ROWS];
  const ptrdiff_t segment = 0;
  const size_t first = block.first_column;
  for (size_t row = block.first_row; row < block.end_row;) {
    size_t count = keiryo_batch_rows(block.end_row - row, p->tile_rows, &p->epilogue);
    for (size_t i = 0; i < count; i++) rows[i] = x->codes + (row + i) * p->depth * p->staged_bytes;
    size_t at = row * p->columns + first;
    keiryo_tile tile = {
      .rows = rows, .row_count = count, .segments = &segment, .segment_count = 1,
      .run = (p->depth + p->tile_group - 1) / p->tile_group, .step = (ptrdiff_t)(p->tile_group * p->staged_bytes),
      .b = p->packed + first / p->tile_columns * p->panel_bytes, .panel_bytes = p->panel_bytes,
      .columns = block.end_column - first, .bias = x->bias + first, .multiplier = x->multipliers + first,
      .addend = p->addend ? p->addend + first : NULL,
      .residual = x->residual ? x->residual + at * sizeof(float) : NULL,
      .residual_stride = p->columns * sizeof(float), .c = (uint8_t *)(x->y + at),
      .c_stride = p->columns * sizeof(float), .epilogue = &p->epilogue,
    };
    p->tile(&tile);
    keiryo_finish_tile(&tile, sizeof(float));
    row += count;
  }
}

void keiryo_dynamic_gemm_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_dynamic_gemm *p = parameters;
  context x = {.p = p, .codes = *buffers++};
  const int is_real = p->epilogue.stored == KEIRYO_STORE_FLOAT;
  const float scale = is_real ? *(const float *)*buffers++ : 0;
  const int32_t zero = p->zero_is_buffer ? *(const uint8_t *)*buffers++ : 0;
  if (p->residual_is_buffer) x.residual = *buffers++;
  x.y = *buffers++;
  uint8_t *scratch = *buffers++;
  int32_t *bias = (int32_t *)scratch;
  float *multipliers = (float *)scratch + p->columns;
  const int32_t offset = (p->stage == KEIRYO_STAGE_SIGNED ? 128 : 0) - zero;
  for (size_t n = 0; n < p->columns; n++) bias[n] = offset * p->sums[n];
  for (size_t n = 0; n < p->columns; n++) multipliers[n] = is_real ? scale * p->scales[n] : 0;
  x.bias = bias;
  x.multipliers = multipliers;
  if (p->stage != KEIRYO_STAGE_NONE) {
    uint8_t *staged = scratch + p->image_offset;
    keiryo_stage_image(x.codes, 1, p->rows, p->depth, 0, 0, 0, 0, 1, 1, p->stage, 0, staged);
    x.codes = staged;
  }
  double products = keiryo_product_nanoseconds(
    p->rows, p->columns, p->depth, p->tile_columns, KEIRYO_CODE_PRODUCTS(p->tile_columns));
  double staging = p->stage == KEIRYO_STAGE_NONE ? 0 : (double)p->rows * (double)p->depth / KEIRYO_BYTES;
  keiryo_pool *workers = keiryo_share(pool, products, staging);
  x.blocks = keiryo_blocks_for(
    p->rows, p->columns, p->depth * p->staged_bytes, p->tile_rows, p->tile_columns, workers);
  keiryo_parallel_for(workers, x.blocks.count, chunk, &x);
}
