#include "keiryo/gemm.h"

#include "work.h"

typedef struct {
  const keiryo_f32_gemm *p;
  const float *a, *packed, *bias, *residual;
  float *c;
  keiryo_blocks blocks;
} context;

static void chunk(void *opaque, size_t index) {
  const context *x = opaque;
  const keiryo_f32_gemm *p = x->p;
  keiryo_block block = keiryo_block_at(&x->blocks, index);
  const uint8_t *rows[KEIRYO_BATCH_ROWS];
  ptrdiff_t segment = 0;
  size_t panel = p->panel_bytes ? p->panel_bytes / sizeof(float) : p->depth * p->tile_columns;
  for (size_t row = block.first_row; row < block.end_row;) {
    size_t count = keiryo_batch_rows(block.end_row - row, p->tile_rows, &p->epilogue);
    for (size_t i = 0; i < count; i++) rows[i] = (const uint8_t *)(x->a + (row + i) * p->a_row);
    size_t at = row * p->columns + block.first_column;
    keiryo_tile tile = {
      .rows = rows, .row_count = count, .segments = &segment, .segment_count = 1, .run = p->depth,
      .step = (ptrdiff_t)(p->a_depth * sizeof(float)),
      .b = (const uint8_t *)(x->packed + block.first_column / p->tile_columns * panel),
      .panel_bytes = panel * sizeof(float), .columns = block.end_column - block.first_column,
      .bias = x->bias ? x->bias + block.first_column : NULL,
      .residual = x->residual ? (const uint8_t *)(x->residual + at) : NULL,
      .residual_stride = p->columns * sizeof(float), .c = (uint8_t *)(x->c + at),
      .c_stride = p->columns * sizeof(float), .epilogue = &p->epilogue,
    };
    p->tile(&tile);
    keiryo_finish_tile(&tile, sizeof(float));
    row += count;
  }
}

void keiryo_f32_gemm_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_gemm *p = parameters;
  context x = {.p = p, .packed = p->packed, .bias = p->bias};
  const float *a = *buffers++;
  const float *b = p->packed ? NULL : *buffers++;
  if (p->bias_is_buffer) x.bias = *buffers++;
  const float *residual = p->residual_is_buffer ? *buffers++ : NULL;
  float *c = *buffers++;
  float *scratch = p->packed ? NULL : *buffers++;
  // A B that is no constant is packed by the caller.
  double products = (double)p->rows * (double)p->columns * (double)p->depth;
  double packing = b ? (double)p->columns * (double)p->depth * sizeof(float) / KEIRYO_BYTES : 0;
  keiryo_pool *workers = keiryo_share(pool, products / KEIRYO_PRODUCTS(p->tile_columns), packing);
  x.blocks = keiryo_blocks_for(
    p->rows, p->columns, p->depth * sizeof(float), p->tile_rows, p->tile_columns, workers);
  for (size_t i = 0; i < p->batch; i++) {
    if (b && (i == 0 || p->b_batch)) {
      keiryo_f32_pack(b + i * p->b_batch, p->depth, p->columns, p->b_depth, p->b_column, p->tile_columns, scratch);
      x.packed = scratch;
    }
    x.a = a + i * p->a_batch;
    x.residual = residual ? residual + i * p->rows * p->columns : NULL;
    x.c = c + i * p->rows * p->columns;
    keiryo_parallel_for(workers, x.blocks.count, chunk, &x);
  }
}
