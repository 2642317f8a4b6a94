#include "keiryo/codes.h"
#include "keiryo/dynamic.h"

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

void keiryo_dynamic_codes_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_dynamic_codes *p = parameters;
  const float *x = buffers[0];
  float low = 0, high = 0;
  (void)pool;
  p->loops->range(x, p->count, &low, &high);
  const float width = high - low, scale = width > 0 ? width / 255 : 1;
  // An infinite scale leaves no number here.
  const float ratio = -low / scale, inside = ratio >= 0 ? ratio < 255 ? ratio : 255 : 0;
  keiryo_code code = {.scale = scale, .zero = 0, .low = 0, .high = 255};
  uint8_t zero;
  p->loops->quantize(&inside, 1, &code, &zero, 1);
  code.zero = zero;
  p->loops->quantize(x, scale, &code, buffers[1], p->count);
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

void keiryo_add_codes_run(const void *parameters, void *const *buffers, keiryo_pool *pool) {
  const keiryo_add_codes *p = parameters;
  (void)pool;
  const uint8_t *a = buffers[0], *b = buffers[1];
  uint8_t *y = buffers[2];
  const size_t n = p->b_is_row ? p->columns : p->rows * p->columns, rows = p->b_is_row ? p->rows : 1;
  for (size_t r = 0; r < rows; r++) p->loops->add_codes(a + r * n, &p->a, b, &p->b, &p->y, y + r * n, n);
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
