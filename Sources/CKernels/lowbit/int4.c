#include "keiryo/int4.h"

#include <string.h>

#include "../tile/work.h"

#define MAXIMUM_ROWS 4

static size_t blocks_of(size_t depth) { return (depth + KEIRYO_INT4_BLOCK - 1) / KEIRYO_INT4_BLOCK; }
static size_t panels_of(size_t columns, size_t width) { return (columns + width - 1) / width; }
static size_t panel_bytes(size_t depth, size_t width) { return blocks_of(depth) * width * (16 + sizeof(float)); }
static size_t row_bytes(size_t depth) {
  return (blocks_of(depth) * (KEIRYO_INT4_BLOCK + sizeof(float) + sizeof(int32_t)) + 63) / 64 * 64;
}

size_t keiryo_int4_packed_bytes(size_t depth, size_t columns, size_t width) {
  return panels_of(columns, width) * panel_bytes(depth, width);
}

size_t keiryo_int4_zeros_bytes(size_t depth, size_t columns, size_t width) {
  return panels_of(columns, width) * blocks_of(depth) * width;
}

void keiryo_int4_pack(
  const uint8_t *codes, const float *scales, const uint8_t *zeros, size_t depth, size_t columns, size_t width,
  uint8_t *packed, uint8_t *packed_zeros) {
  size_t blocks = blocks_of(depth);
  for (size_t first = 0; first < columns; first += width)
    for (size_t b = 0; b < blocks; b++, packed += width * (16 + sizeof(float))) {
      for (size_t j = 0; j < width; j++) {
        size_t column = first + j;
        uint8_t zero = column < columns && zeros ? zeros[column * blocks + b] : 8;
        if (packed_zeros) *packed_zeros++ = zero;
        float scale = column < columns ? scales[column * blocks + b] : 0;
        memcpy(packed + 16 * width + j * sizeof scale, &scale, sizeof scale);
        for (size_t i = 0; i < 16; i++) {
          size_t k = b * KEIRYO_INT4_BLOCK + i;
          uint8_t low = column < columns && k < depth ? codes[column * depth + k] : zero;
          uint8_t high = column < columns && k + 16 < depth ? codes[column * depth + k + 16] : zero;
          packed[(i / 4 * width + j) * 4 + i % 4] = (uint8_t)((low & 15) | (high & 15) << 4);
        }
      }
    }
}

size_t keiryo_int4_scratch_bytes(size_t rows, size_t depth) { return rows * row_bytes(depth); }

typedef struct {
  const keiryo_int4_product *p;
  const float *x, *bias;
  float *y;
  uint8_t *scratch;
  size_t panels_each, rows_each;
} context;

static keiryo_int4_row row_at(const context *c, size_t row) {
  uint8_t *start = c->scratch + row * row_bytes(c->p->depth);
  size_t blocks = blocks_of(c->p->depth);
  float *scales = (float *)(start + blocks * KEIRYO_INT4_BLOCK);
  return (keiryo_int4_row){.codes = (int8_t *)start, .scales = scales, .sums = (int32_t *)(scales + blocks)};
}

static void quantize_chunk(void *opaque, size_t index) {
  const context *c = opaque;
  size_t end = (index + 1) * c->rows_each;
  for (size_t row = index * c->rows_each; row < end && row < c->p->rows; row++) {
    keiryo_int4_row codes = row_at(c, row);
    c->p->kernel->quantize(c->x + row * c->p->depth, c->p->depth, &codes);
  }
}

static void product_chunk(void *opaque, size_t index) {
  const context *c = opaque;
  const keiryo_int4_product *p = c->p;
  size_t width = p->kernel->columns, blocks = blocks_of(p->depth), panels = panels_of(p->columns, width);
  size_t end = (index + 1) * c->panels_each < panels ? (index + 1) * c->panels_each : panels;
  size_t first = index * c->panels_each, column = first * width;
  size_t last = end * width < p->columns ? end * width : p->columns;
  // A few panels stay in the cache while all rows pass.
  size_t together = p->rows > p->kernel->rows ? 4 * width : last - column;
  for (; column < last; column += together)
    for (size_t row = 0; row < p->rows;) {
      size_t count = keiryo_tile_height(p->rows - row, p->kernel->rows), panel = column / width;
      keiryo_int4_row rows[MAXIMUM_ROWS];
      for (size_t i = 0; i < count; i++) rows[i] = row_at(c, row + i);
      keiryo_int4_tile tile = {
        .rows = rows, .row_count = count, .blocks = blocks, .packed = p->packed + panel * panel_bytes(p->depth, width),
        .zeros = p->zeros ? p->zeros + panel * blocks * width : NULL,
        .columns = last - column < together ? last - column : together, .bias = c->bias ? c->bias + column : NULL,
        .low = p->low, .high = p->high, .y = c->y + row * p->columns + column, .y_stride = p->columns,
      };
      p->kernel->tile(&tile);
      row += count;
    }
}

void keiryo_int4_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_int4_product *p = parameters;
  context c = {.p = p, .x = *buffers++, .bias = p->bias};
  if (p->bias_is_buffer) c.bias = *buffers++;
  c.y = *buffers++;
  c.scratch = *buffers++;
  size_t panels = panels_of(p->columns, p->kernel->columns);
  // Measured: a product takes about twice as long as one of int8 codes.
  double time = (double)p->rows * (double)p->columns * (double)p->depth / KEIRYO_CODE_PRODUCTS(16);
  keiryo_pool *workers = keiryo_share(pool, time, 0);
  size_t parts = keiryo_parts(workers, time);
  c.rows_each = (p->rows + parts - 1) / parts;
  c.panels_each = (panels + parts - 1) / parts;
  keiryo_parallel_for(p->rows > 1 ? workers : NULL, (p->rows + c.rows_each - 1) / c.rows_each, quantize_chunk, &c);
  keiryo_parallel_for(workers, (panels + c.panels_each - 1) / c.panels_each, product_chunk, &c);
}
