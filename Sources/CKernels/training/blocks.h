// Rows of a matrix in blocks that have sums of their own: who takes which block changes no bit.
#ifndef KEIRYO_BLOCKS_H
#define KEIRYO_BLOCKS_H

#include "keiryo/step.h"

// Elements of a block of few channels: 16 KiB, read twice from the first cache.
#define KEIRYO_BLOCK_ELEMENTS 4096

typedef struct {
  size_t all, rows, count;  // rows, rows of a block, blocks
  size_t per_chunk;         // blocks that one thread takes at once
  keiryo_chunk_function function;
  void *context;
} keiryo_row_blocks;

// Blocks are multiples of 64 rows, so that rows side by side fill vectors whatever the number of channels.
static inline keiryo_row_blocks keiryo_row_blocks_of(size_t rows, size_t channels) {
  size_t each = KEIRYO_BLOCK_ELEMENTS / channels / 64 * 64;
  if (each < 64) each = 64;
  keiryo_row_blocks b = {.all = rows, .rows = each, .count = (rows + each - 1) / each};
  b.per_chunk = each * channels < 4 * KEIRYO_BLOCK_ELEMENTS ? 4 : 1;
  return b;
}

static inline size_t keiryo_row_block_count(const keiryo_row_blocks *b, size_t block) {
  size_t left = b->all - block * b->rows;
  return left < b->rows ? left : b->rows;
}

static void keiryo_row_blocks_chunk(void *opaque, size_t chunk) {
  const keiryo_row_blocks *b = opaque;
  size_t end = (chunk + 1) * b->per_chunk;
  for (size_t i = chunk * b->per_chunk; i < end && i < b->count; i++) b->function(b->context, i);
}

// Calls the function for every block.
static inline void keiryo_row_blocks_run(
  keiryo_row_blocks *b, keiryo_pool *workers, keiryo_chunk_function function, void *context) {
  b->function = function;
  b->context = context;
  keiryo_parallel_for(workers, (b->count + b->per_chunk - 1) / b->per_chunk, keiryo_row_blocks_chunk, b);
}

#endif
