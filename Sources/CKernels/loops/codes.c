#include "keiryo/codes.h"

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
  p->loops->add_codes(buffers[0], &p->a, buffers[1], &p->b, &p->y, buffers[2], p->count);
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
