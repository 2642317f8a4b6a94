#ifndef KEIRYO_TILE_H
#define KEIRYO_TILE_H

#include <stddef.h>
#include <stdint.h>

// Rewrites `count` stored elements while they are in the cache.
typedef void (*keiryo_finish_function)(const void *parameters, void *row, size_t count);

// How an integer sum becomes a code. `multiplier` and `shift` hold a number for each column, in a form of its own.
enum {
  // RNE(float(sum)·multiplier), float32.
  KEIRYO_ROUND_FLOAT = 0,
  // Two roundings: multiplier/2³¹ in 31 bits, ties up; then 2^shift, ties away from 0. multiplier and shift are int32.
  KEIRYO_ROUND_DOUBLE = 1,
  // One rounding of multiplier·2^(shift − 31), ties up. multiplier and shift are int32.
  KEIRYO_ROUND_SINGLE = 2,
  // double(sum)·m, ties away from 0. multiplier and shift are the lower and upper 32 bits of m, a double.
  KEIRYO_ROUND_REAL = 3,
};

// What an integer kernel stores.
enum {
  KEIRYO_STORE_CODES = 0,
  KEIRYO_STORE_FLOAT = 1,  // float32: sum·multiplier (+ addend) (+ residual), clamped
  KEIRYO_STORE_SUMS = 2,   // int32: the sums
};

// What happens to an accumulator before it is stored, and to the stored rows after it.
typedef struct {
  // float32: limits of the result. Codes: limits of the result minus `output_zero`.
  float low, high;
  int32_t output_zero;
  // Codes: y = RNE(acc·multiplier + (r − residual_zero)·residual_multiplier) + output_zero, clamped; without a residual
  // when `rounding` is not KEIRYO_ROUND_FLOAT.
  uint32_t rounding;
  float residual_multiplier;
  int32_t residual_zero;
  // Integer accumulators: what is stored, KEIRYO_STORE_*.
  uint32_t stored;
  keiryo_finish_function finish;  // NULL: nothing
  const void *finish_parameters;
} keiryo_epilogue;

// Rows of C = A·B, in tiles of up to MR. Row i of A is `segments` runs, each at rows[i] + segment offset. One step of a run is one
// group of k: one float, or 1, 2 or 4 codes. B is packed in panels of NR columns: [panel][group][NR][group size].
typedef struct {
  const uint8_t *const *rows;
  size_t row_count;
  const ptrdiff_t *segments; // bytes
  size_t segment_count;
  size_t run;      // groups in a segment
  ptrdiff_t step;  // bytes between groups of A
  const uint8_t *b;
  size_t panel_bytes;
  size_t columns;
  const void *bias;          // float or int32 for each column; NULL means 0, float32 only
  const float *multiplier;   // codes only
  const int32_t *shift;      // codes whose rounding has one
  const float *addend;       // integer sums stored as float32: added to each column; NULL means 0
  const uint8_t *residual;   // of the type of the result; NULL when there is none
  size_t residual_stride;    // bytes between rows
  uint8_t *c;
  size_t c_stride;           // bytes between rows
  const keiryo_epilogue *epilogue;
} keiryo_tile;

typedef void (*keiryo_tile_function)(const keiryo_tile *tile);

// Rows of the next tile of so many: as even as possible, so that the last tile is not thin.
static inline size_t keiryo_tile_height(size_t rows, size_t tile_rows) {
  size_t tiles = (rows + tile_rows - 1) / tile_rows;
  return (rows + tiles - 1) / tiles;
}

// Runs the body on tile after tile of the rows of `all`, as t.
#define KEIRYO_EACH_TILE(all, t, tile_rows, body) \
  { \
    keiryo_tile t = *(all); \
    for (size_t left = (all)->row_count; left > 0; left -= t.row_count) { \
      t.row_count = keiryo_tile_height(left, tile_rows); \
      body; \
      t.rows += t.row_count; \
      t.c += t.row_count * t.c_stride; \
      if (t.residual) t.residual += t.row_count * t.residual_stride; \
    } \
  }

// A case for every number of rows that some tile has.
#define KEIRYO_TILE_CASES(row) \
  row(1) row(2) row(3) row(4) row(5) row(6) row(7) row(8) row(9) row(10) row(11) row(12) row(13) row(14)

// How uint8 activations lie in the scratch before an integer tile reads them.
enum {
  KEIRYO_STAGE_NONE = 0,    // as they are
  KEIRYO_STAGE_INT16 = 1,   // widened
  KEIRYO_STAGE_SIGNED = 2,  // minus 128, as int8
};

// One row of a table of kernels.
typedef struct {
  const char *name;
  uint32_t features;
  keiryo_tile_function function;
  keiryo_tile_function sparse;  // over panels without zeros, see sparse.h
  uint16_t rows, columns;  // MR, NR
  uint16_t group;          // k taken together
  uint16_t stage;
  uint16_t lanes;          // columns of one vector; up to so many columns cost the same
} keiryo_tile_kernel;

// The best kernel for a processor with these features.
const keiryo_tile_kernel *keiryo_f32_tile_kernel(uint32_t features);
const keiryo_tile_kernel *keiryo_u8s8_tile_kernel(uint32_t features);

// Floats of B packed for NR columns: ceil(columns / nr)·depth·nr.
size_t keiryo_f32_packed_count(size_t depth, size_t columns, size_t nr);
// Element (k, n) of B is b[k·k_stride + n·n_stride]; columns beyond the last are 0.
void keiryo_f32_pack(
  const float *b, size_t depth, size_t columns, size_t k_stride, size_t n_stride, size_t nr, float *packed);
// Weights [columns][segments][run] to panels of groups, int8 or int16 (stage INT16); groups are filled up with 0.
size_t keiryo_s8_packed_bytes(size_t segments, size_t run, size_t columns, const keiryo_tile_kernel *kernel);
void keiryo_s8_pack(
  const int8_t *weights, size_t segments, size_t run, size_t columns, const keiryo_tile_kernel *kernel, void *packed);

#endif
