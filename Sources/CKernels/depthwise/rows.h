// Some rows of a depthwise convolution.
#ifndef KEIRYO_DEPTHWISE_ROWS_H
#define KEIRYO_DEPTHWISE_ROWS_H

#include "keiryo/depthwise.h"

typedef struct {
  const keiryo_depthwise *p;
  const uint8_t *image;
  size_t kept;  // rows of the image in memory: row r is the one at r % kept
  const void *weights, *bias;
  uint8_t *y;
  size_t first;  // row of outputs that lies at y
} keiryo_depthwise_part;

void keiryo_depthwise_rows(const keiryo_depthwise_part *part, size_t begin, size_t end);

#endif
