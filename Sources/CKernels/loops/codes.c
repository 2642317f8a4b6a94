#include "keiryo/codes.h"
#include "keiryo/dynamic.h"

#include "../pool/share.h"

void keiryo_quantize_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_codes *p = parameters;
  const float *x = buffers[0];
  uint8_t *y = buffers[1];
  (void)pool;
  if (!p->scales) {
    p->loops->quantize(x, p->code.scale, &p->code, y, p->rows * p->channels);
    return;
  }
  for (size_t r = 0; r < p->rows; r++)
    p->loops->quantize_channels(x + r * p->channels, p->scales, &p->code, y + r * p->channels, p->channels);
}

#define MOST_RANGES 64

typedef struct {
  const keiryo_dynamic_codes *p;
  const float *x;
  uint8_t *y;
  size_t each;  // elements of a chunk
  float lows[MOST_RANGES], highs[MOST_RANGES];
  keiryo_code code;
} dynamic_context;

static size_t dynamic_count(const dynamic_context *c, size_t index) {
  size_t rest = c->p->count - index * c->each;
  return rest < c->each ? rest : c->each;
}

static void range_chunk(void *opaque, size_t index) {
  dynamic_context *c = opaque;
  c->lows[index] = c->highs[index] = 0;
  c->p->loops->range(c->x + index * c->each, dynamic_count(c, index), &c->lows[index], &c->highs[index]);
}

static void quantize_chunk(void *opaque, size_t index) {
  dynamic_context *c = opaque;
  size_t first = index * c->each;
  c->p->loops->quantize(c->x + first, c->code.scale, &c->code, c->y + first, dynamic_count(c, index));
}

void keiryo_dynamic_codes_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_dynamic_codes *p = parameters;
  dynamic_context c = {.p = p, .x = buffers[0], .y = buffers[1]};
  double nanoseconds = (double)p->count / KEIRYO_CODE_RANGES;
  keiryo_pool *workers = keiryo_share(pool, nanoseconds, KEIRYO_HANDING_NANOSECONDS);
  size_t parts = keiryo_parts(workers, nanoseconds);
  if (parts > MOST_RANGES) parts = MOST_RANGES;
  c.each = (p->count + parts - 1) / parts;
  size_t chunks = c.each > 0 ? (p->count + c.each - 1) / c.each : 0;
  keiryo_parallel_for(workers, chunks, range_chunk, &c);
  float low = 0, high = 0;
  for (size_t i = 0; i < chunks; i++) {
    if (c.lows[i] < low) low = c.lows[i];
    if (c.highs[i] > high) high = c.highs[i];
  }
  const float width = high - low, scale = width > 0 ? width / 255 : 1;
  // An infinite scale leaves no number here.
  const float ratio = -low / scale, inside = ratio >= 0 ? ratio < 255 ? ratio : 255 : 0;
  c.code = (keiryo_code){.scale = scale, .zero = 0, .low = 0, .high = 255};
  uint8_t zero;
  p->loops->quantize(&inside, 1, &c.code, &zero, 1);
  c.code.zero = zero;
  keiryo_parallel_for(workers, chunks, quantize_chunk, &c);
  *(float *)buffers[2] = scale;
  *(uint8_t *)buffers[3] = zero;
}

void keiryo_dequantize_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_codes *p = parameters;
  const uint8_t *x = buffers[0];
  float *y = buffers[1];
  (void)pool;
  if (!p->scales) {
    p->loops->dequantize(x, p->is_signed, p->code.scale, p->code.zero, y, p->rows * p->channels);
    return;
  }
  for (size_t r = 0; r < p->rows; r++)
    p->loops->dequantize_channels(
      x + r * p->channels, p->is_signed, p->scales, p->code.zero, y + r * p->channels, p->channels);
}

typedef struct {
  const keiryo_add_codes *p;
  const uint8_t *a, *b;
  uint8_t *y;
  size_t rows, columns, each;  // `each` rows in a chunk, or elements of the only row
} add_context;

static void add_chunk(void *opaque, size_t index) {
  const add_context *c = opaque;
  const keiryo_add_codes *p = c->p;
  size_t first = index * c->each, rest = (c->rows == 1 ? c->columns : c->rows) - first;
  size_t count = rest < c->each ? rest : c->each;
  if (c->rows == 1) {
    p->loops->add_codes(c->a + first, &p->a, c->b + first, &p->b, &p->y, c->y + first, count);
    return;
  }
  for (size_t r = first; r < first + count; r++)
    p->loops->add_codes(c->a + r * c->columns, &p->a, c->b, &p->b, &p->y, c->y + r * c->columns, c->columns);
}

void keiryo_add_codes_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_add_codes *p = parameters;
  add_context c = {p, buffers[0], buffers[1], buffers[2], p->rows, p->columns, 0};
  if (!p->b_is_row) {
    c.rows = 1;
    c.columns = p->rows * p->columns;
  }
  double nanoseconds = (double)p->rows * (double)p->columns / KEIRYO_CODE_SUMS;
  keiryo_pool *workers = keiryo_share(pool, nanoseconds, 0);
  size_t parts = keiryo_parts(workers, nanoseconds), count = c.rows == 1 ? c.columns : c.rows;
  c.each = (count + parts - 1) / parts;
  if (c.rows == 1) c.each = (c.each + 63) / 64 * 64;
  if (count > 0) keiryo_parallel_for(workers, (count + c.each - 1) / c.each, add_chunk, &c);
}

void keiryo_lookup_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_lookup *p = parameters;
  (void)pool;
  p->loops->lookup(p->table, buffers[0], buffers[1], p->count);
}

void keiryo_lookup_finish(const void *parameters, void *row, size_t count) {
  const keiryo_lookup *p = parameters;
  p->loops->lookup(p->table, row, row, count);
}
