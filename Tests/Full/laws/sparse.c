// Tiles over panels without zeros against the dense tile of the same processor: the same bits.
#include "keiryo/sparse.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "laws.h"

// Which weights of a panel are 0: nothing, everything, half of the groups, half of the codes, most of the codes.
enum { NOTHING, EVERYTHING, GROUPS, CODES, MOST, PATTERNS };

static int is_kept(int pattern, size_t panel, size_t k) {
  uint32_t group = (uint32_t)(panel * 7919 + k / 4) * 2654435761u >> 16;
  switch (pattern) {
    case NOTHING: return 1;
    case EVERYTHING: return 0;
    case GROUPS: return group & 1;
    case CODES: return (k + group) % 4 < 2;
    default: return (k * 2654435761u >> 20) % 5 == panel % 5;
  }
}

// Everything of one call but the panels.
typedef struct {
  const keiryo_tile_kernel *kernel;
  size_t rows, depth, columns, group, width;
  uint8_t *a, *dense;
  size_t row_bytes, dense_bytes;
  void *bias;
  float *multiplier;
  keiryo_epilogue epilogue;
} call;

static void compare(const call *x, int pattern, int with_picks) {
  size_t panels = (x->columns + x->kernel->columns - 1) / x->kernel->columns;
  size_t groups = (x->depth + x->group - 1) / x->group;
  // The row in two segments, as a convolution has.
  ptrdiff_t segments[] = {0, (ptrdiff_t)(groups / 2 * x->group * x->width)};
  size_t segment_count = groups % 2 == 0 ? 2 : 1, run = groups / segment_count;
  keiryo_dense_panel form = {.segments = segments, .segment_count = segment_count, .run = run,
    .step = (ptrdiff_t)(x->group * x->width), .columns = x->kernel->columns, .group = x->group,
    .code_bytes = x->width};
  keiryo_sparse_panel *sparse = law_memory(panels * sizeof *sparse);
  for (size_t p = 0; p < panels; p++) {
    const uint8_t *dense = x->dense + p * x->dense_bytes;
    keiryo_kept kept = keiryo_sparse_count(&form, dense);
    size_t windows = with_picks ? kept.windows : kept.groups;
    uint8_t *values = law_memory(windows * (with_picks ? 2 : 1) * x->kernel->columns * x->group * x->width);
    int32_t *offsets = law_memory((windows + 1) * 4);
    uint64_t *picks = with_picks ? law_memory(windows * 8) : NULL;
    law(keiryo_sparse_pack(&form, dense, values, offsets, picks), "offsets of %s", x->kernel->name);
    sparse[p] = (keiryo_sparse_panel){values, offsets, picks, windows};
  }
  const uint8_t *starts[32];
  for (size_t r = 0; r < x->rows; r++) starts[r] = x->a + r * x->row_bytes;
  uint8_t *expected = law_memory(x->rows * x->columns * 4), *found = law_memory(x->rows * x->columns * 4);
  keiryo_tile tile = {.rows = starts, .row_count = x->rows, .segments = segments, .segment_count = segment_count,
    .run = run, .step = form.step, .b = x->dense, .panel_bytes = x->dense_bytes, .columns = x->columns,
    .bias = x->bias, .multiplier = x->multiplier, .c = expected, .c_stride = x->columns * 4,
    .epilogue = &x->epilogue};
  x->kernel->function(&tile);
  tile.b = (const uint8_t *)sparse, tile.panel_bytes = sizeof *sparse, tile.c = found;
  tile.segments = NULL, tile.segment_count = 0, tile.run = 0;
  x->kernel->sparse(&tile);
  law(!memcmp(expected, found, x->rows * x->columns * 4),
    "%s without zeros (pattern %d, picks %d): %zu rows, depth %zu, %zu columns", x->kernel->name,
    pattern, with_picks, x->rows, x->depth, x->columns);
  for (size_t p = 0; p < panels; p++)
    free((void *)sparse[p].values), free((void *)sparse[p].offsets), free((void *)sparse[p].picks);
  free(sparse), free(expected), free(found);
}

static void floats(const keiryo_tile_kernel *kernel, size_t rows, size_t depth, size_t columns, int pattern) {
  call x = {.kernel = kernel, .rows = rows, .depth = depth, .columns = columns, .group = 1, .width = 4,
    .row_bytes = depth * 4, .dense_bytes = depth * kernel->columns * 4,
    .epilogue = {.low = -INFINITY, .high = INFINITY}};
  float *a = law_memory(rows * depth * 4), *b = law_memory(columns * depth * 4), *bias = law_memory(columns * 4);
  for (size_t i = 0; i < rows * depth; i++) a[i] = law_float();
  for (size_t n = 0; n < columns; n++)
    for (size_t k = 0; k < depth; k++) b[n * depth + k] = is_kept(pattern, n / kernel->columns, k) ? law_float() : 0;
  for (size_t n = 0; n < columns; n++) bias[n] = law_float();
  float *packed = law_memory(keiryo_f32_packed_count(depth, columns, kernel->columns) * 4);
  keiryo_f32_pack(b, depth, columns, 1, depth, kernel->columns, packed);
  x.a = (uint8_t *)a, x.dense = (uint8_t *)packed, x.bias = bias;
  compare(&x, pattern, 0);
  free(a), free(b), free(bias), free(packed);
}

static void codes(const keiryo_tile_kernel *kernel, size_t rows, size_t depth, size_t columns, int pattern) {
  size_t group = kernel->group, width = kernel->stage == KEIRYO_STAGE_INT16 ? 2 : 1;
  size_t groups = (depth + group - 1) / group, panels = (columns + kernel->columns - 1) / kernel->columns;
  call x = {.kernel = kernel, .rows = rows, .depth = depth, .columns = columns, .group = group, .width = width,
    .row_bytes = groups * group * width, .epilogue = {.low = -INFINITY, .high = INFINITY, .stored = KEIRYO_STORE_FLOAT}};
  int8_t *b = law_memory(columns * depth);
  int32_t *bias = law_memory(columns * 4);
  x.a = law_memory(rows * x.row_bytes), x.multiplier = law_memory(columns * 4), x.bias = bias;
  for (size_t r = 0; r < rows; r++)
    for (size_t k = 0; k < depth; k++) {
      size_t place = r * groups * group + k;
      uint8_t code = (uint8_t)(law_draw() >> 24);
      if (width == 2) ((int16_t *)x.a)[place] = code;
      else x.a[place] = code;
    }
  for (size_t n = 0; n < columns; n++) {
    bias[n] = (int32_t)(law_draw() >> 20), x.multiplier[n] = 1;
    for (size_t k = 0; k < depth; k++)
      if (is_kept(pattern, n / kernel->columns, k))
        b[n * depth + k] = (int8_t)((int32_t)(law_draw() >> 24) % 255 - 127);
  }
  size_t bytes = keiryo_s8_packed_bytes(1, depth, columns, kernel);
  x.dense = law_memory(bytes), x.dense_bytes = bytes / panels;
  keiryo_s8_pack(b, 1, depth, columns, kernel, x.dense);
  compare(&x, pattern, 0);
  if (group > 1) compare(&x, pattern, 1);
  free(b), free(bias), free(x.a), free(x.multiplier), free(x.dense);
}

void sparse_laws(uint32_t features) {
  const keiryo_tile_kernel *f = keiryo_f32_tile_kernel(features), *q = keiryo_u8s8_tile_kernel(features);
  static const size_t depths[] = {1, 3, 8, 31, 64, 100, 1040};
  for (int pattern = 0; pattern < PATTERNS; pattern++)
    for (size_t d = 0; d < sizeof depths / sizeof depths[0]; d++)
      for (size_t columns = 1; columns <= 140; columns = columns * 3 + 2) {
        for (size_t rows = 1; rows <= f->rows; rows += rows < 3 ? 1 : 3) floats(f, rows, depths[d], columns, pattern);
        floats(f, f->rows, depths[d], columns, pattern);
        floats(f, 2 * f->rows + 1, depths[d], columns, pattern);
        for (size_t rows = 1; rows <= q->rows; rows += rows < 3 ? 1 : 3) codes(q, rows, depths[d], columns, pattern);
        codes(q, q->rows, depths[d], columns, pattern);
        codes(q, 2 * q->rows + 1, depths[d], columns, pattern);
      }
}
