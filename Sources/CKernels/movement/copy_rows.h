// Rows of bytes from one stride to another. Rows of a few sizes are copied without a call: a call costs more than they do.
#ifndef KEIRYO_COPY_ROWS_H
#define KEIRYO_COPY_ROWS_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#define COPY_ROWS(n) \
  for (size_t i = 0; i < count; i++) memcpy(y + i * y_stride, x + i * x_stride, n); \
  break;

static inline void keiryo_copy_rows(
  const uint8_t *x, size_t x_stride, uint8_t *y, size_t y_stride, size_t bytes, size_t count) {
  switch (bytes) {
    case 8: COPY_ROWS(8)
    case 16: COPY_ROWS(16)
    case 32: COPY_ROWS(32)
    case 64: COPY_ROWS(64)
    case 128: COPY_ROWS(128)
    case 256: COPY_ROWS(256)
    default: COPY_ROWS(bytes)
  }
}

#endif
