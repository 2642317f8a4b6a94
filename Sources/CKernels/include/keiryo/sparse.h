#ifndef KEIRYO_SPARSE_H
#define KEIRYO_SPARSE_H

#include "tile.h"

// A panel of NR columns without what is 0 in all of them. `b` of a sparse tile points to an array of these, and
// `panel_bytes` is the size of one; `segments`, `run` and `step` are not read.
//
// Without `picks` a window is a group of k that is not 0 everywhere. With them it is 16 bytes of a row of A, of which
// 8 are picked: two groups, made of single codes. A pick with its upper bit set gives 0.
typedef struct {
  const uint8_t *values;   // [group][NR][group size], as in a dense panel
  const int32_t *offsets;  // of each window from the start of a row, bytes; behind the last one more
  const uint64_t *picks;   // 8 bytes for each window, the first lowest; NULL: groups as they lie
  size_t windows;
} keiryo_sparse_panel;

// Windows with picks that a tile handles together.
#define KEIRYO_SPARSE_WINDOWS 64

// Where the groups of a dense panel come from, see `keiryo_tile`.
typedef struct {
  const ptrdiff_t *segments;
  size_t segment_count, run;
  ptrdiff_t step;
  size_t columns;  // NR
  size_t group;
  size_t code_bytes;  // of one element of a group, 4 for float32
} keiryo_dense_panel;

// Groups that are not 0, and windows of two groups that are needed when single codes are picked.
typedef struct {
  size_t groups, windows;
} keiryo_kept;

keiryo_kept keiryo_sparse_count(const keiryo_dense_panel *form, const uint8_t *dense);
// Writes what is kept, in ascending order of k; the room needed follows from the counts. `picks` NULL: whole groups.
// Returns 0 when an offset does not fit.
int keiryo_sparse_pack(
  const keiryo_dense_panel *form, const uint8_t *dense, uint8_t *values, int32_t *offsets, uint64_t *picks);

#endif
