// How the rows and columns of one product are cut into blocks for the cache and for threads.
#ifndef KEIRYO_WORK_H
#define KEIRYO_WORK_H

#include "../pool/share.h"
#include "keiryo/step.h"
#include "keiryo/tile.h"

// Rows that are handed to a tile kernel at once, so that calling it costs little.
#define KEIRYO_BATCH_ROWS 140

typedef struct {
  size_t rows, columns;
  size_t block_rows, block_columns;
  size_t row_blocks, column_blocks, count;
  int cuts_columns;
} keiryo_blocks;

typedef struct {
  size_t first_row, end_row, first_column, end_column;
} keiryo_block;

// What one thread takes for a product: the products of whole tiles, and storing what they give.
static inline double keiryo_product_nanoseconds(size_t rows, size_t columns, size_t depth, size_t tile_columns, double rate) {
  double stored = (double)rows * (double)((columns + tile_columns - 1) / tile_columns * tile_columns);
  return stored * (double)depth / rate + stored / KEIRYO_STORED;
}

// Rows of the next batch, KEIRYO_BATCH_ROWS at most: whole tiles, and about as many in each batch. With a finish one
// tile, which it finds cached.
static inline size_t keiryo_batch_rows(size_t rows, size_t tile_rows, const keiryo_epilogue *e) {
  if (e->finish) return keiryo_tile_height(rows, tile_rows);
  if (rows <= KEIRYO_BATCH_ROWS) return rows;
  size_t most = KEIRYO_BATCH_ROWS / tile_rows * tile_rows;
  size_t batches = (rows + most - 1) / most, each = (rows + batches - 1) / batches;
  return (each + tile_rows - 1) / tile_rows * tile_rows;
}

// Cuts the rows, or the columns of a block, into `wanted` parts or a few more, of whole tiles. Returns how many.
static inline size_t keiryo_rows_cut(keiryo_blocks *b, size_t tiles, size_t tile_rows, size_t wanted) {
  b->block_rows = (tiles > wanted ? tiles / wanted : 1) * tile_rows;
  return (b->rows + b->block_rows - 1) / b->block_rows;
}

static inline size_t keiryo_columns_cut(keiryo_blocks *b, size_t panels, size_t tile_columns, size_t wanted) {
  size_t each = (panels > wanted ? panels / wanted : 1) * tile_columns;
  if (each < b->block_columns) b->block_columns = each;
  return (b->columns + b->block_columns - 1) / b->block_columns;
}

// `workers`: who shares the step, NULL when nobody does.
static inline keiryo_blocks keiryo_blocks_for(
  size_t rows, size_t columns, size_t column_bytes, size_t tile_rows, size_t tile_columns, keiryo_pool *workers) {
  keiryo_blocks b = {.rows = rows, .columns = columns, .block_rows = rows, .block_columns = columns};
  // Panels of one block stay in half of a 1 MiB second-level cache while all rows pass.
  size_t panel_bytes = column_bytes * tile_columns, panels = panel_bytes ? (1 << 19) / panel_bytes : 1;
  if (panels < 1) panels = 1;
  if (rows > tile_rows && panels * tile_columns < columns) b.block_columns = panels * tile_columns;
  if (workers) {
    size_t wanted = 4 * keiryo_pool_threads(workers);
    size_t tiles = (rows + tile_rows - 1) / tile_rows, column_panels = (columns + tile_columns - 1) / tile_columns;
    // Every thread reads all of what is not cut, so the larger side is: the weights of a late layer, the image of an
    // early one.
    b.cuts_columns = columns > rows && column_panels >= keiryo_pool_threads(workers);
    size_t parts = b.cuts_columns ? keiryo_columns_cut(&b, column_panels, tile_columns, wanted)
                                  : keiryo_rows_cut(&b, tiles, tile_rows, wanted);
    if (parts < wanted) {
      size_t rest = (wanted + parts - 1) / parts;
      if (b.cuts_columns) keiryo_rows_cut(&b, tiles, tile_rows, rest);
      else keiryo_columns_cut(&b, column_panels, tile_columns, rest);
    }
  }
  if (b.block_rows < 1) b.block_rows = 1;
  if (b.block_columns < 1) b.block_columns = 1;
  b.row_blocks = (rows + b.block_rows - 1) / b.block_rows;
  b.column_blocks = (columns + b.block_columns - 1) / b.block_columns;
  b.count = b.row_blocks * b.column_blocks;
  return b;
}

// Calls the finish of the epilogue on the rows of a tile that has been stored.
static inline void keiryo_finish_tile(const keiryo_tile *t, size_t element_bytes) {
  const keiryo_epilogue *e = t->epilogue;
  if (!e->finish) return;
  if (t->columns * element_bytes == t->c_stride) {
    e->finish(e->finish_parameters, t->c, t->row_count * t->columns);
  } else {
    for (size_t i = 0; i < t->row_count; i++) e->finish(e->finish_parameters, t->c + i * t->c_stride, t->columns);
  }
}

// Neighbours have the rows in common, or the columns where these are cut: a thread has neighbours.
static inline keiryo_block keiryo_block_at(const keiryo_blocks *b, size_t index) {
  keiryo_block r;
  r.first_row = (b->cuts_columns ? index % b->row_blocks : index / b->column_blocks) * b->block_rows;
  r.end_row = r.first_row + b->block_rows < b->rows ? r.first_row + b->block_rows : b->rows;
  r.first_column = (b->cuts_columns ? index / b->row_blocks : index % b->column_blocks) * b->block_columns;
  r.end_column = r.first_column + b->block_columns < b->columns ? r.first_column + b->block_columns : b->columns;
  return r;
}

#endif
