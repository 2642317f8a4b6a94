#include "keiryo/gemm.h"

#include "work.h"

typedef struct {
  const keiryo_f32_gemm *p;
  const float *a, *b, *packed, *bias, *residual;  // b: of a B that is no constant, as it comes
  float *c, *scratch;
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

// The product of one matrix of the batch; `slot` of the scratch is where its B is packed.
static context matrix_of(const context *x, size_t index, size_t slot) {
  const keiryo_f32_gemm *p = x->p;
  context one = *x;
  one.a += index * p->a_batch;
  one.c += index * p->rows * p->columns;
  if (x->residual) one.residual += index * p->rows * p->columns;
  if (x->b && (index == 0 || p->b_batch)) {
    one.packed = x->scratch + slot * p->scratch_matrix;
    keiryo_f32_pack(
      x->b + index * p->b_batch, p->depth, p->columns, p->b_depth, p->b_column, p->tile_columns,
      x->scratch + slot * p->scratch_matrix);
  }
  return one;
}

static void matrix(void *opaque, size_t index) {
  context one = matrix_of(opaque, index, index);
  for (size_t i = 0; i < one.blocks.count; i++) chunk(&one, i);
}

void keiryo_f32_gemm_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_f32_gemm *p = parameters;
  context x = {.p = p, .packed = p->packed, .bias = p->bias};
  x.a = *buffers++;
  if (!p->packed) x.b = *buffers++;
  if (p->bias_is_buffer) x.bias = *buffers++;
  if (p->residual_is_buffer) x.residual = *buffers++;
  x.c = *buffers++;
  if (!p->packed) x.scratch = *buffers++;
  double products = keiryo_product_nanoseconds(
    p->rows, p->columns, p->depth, p->tile_columns, KEIRYO_PRODUCTS(p->tile_columns));
  // A B that is no constant is packed by whoever multiplies with it.
  double packing = x.b ? (double)p->columns * (double)p->depth * sizeof(float) / KEIRYO_BYTES : 0;
  double batch = (double)p->batch;
  if (p->scratch_matrices == p->batch && p->batch >= keiryo_pool_threads(pool)) {
    keiryo_pool *workers = keiryo_share(pool, (products + packing) * batch, 0);
    x.blocks = keiryo_blocks_for(p->rows, p->columns, p->depth * sizeof(float), p->tile_rows, p->tile_columns, NULL);
    if (workers) {
      keiryo_parallel_for(workers, p->batch, matrix, &x);
      return;
    }
  }
  keiryo_pool *workers = keiryo_share(pool, products, packing);
  x.blocks = keiryo_blocks_for(
    p->rows, p->columns, p->depth * sizeof(float), p->tile_rows, p->tile_columns, workers);
  for (size_t i = 0; i < p->batch; i++) {
    context one = matrix_of(&x, i, 0);
    x.packed = one.packed;
    keiryo_parallel_for(workers, one.blocks.count, chunk, &one);
  }
}
