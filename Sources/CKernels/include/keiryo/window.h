#ifndef KEIRYO_WINDOW_H
#define KEIRYO_WINDOW_H

#include "loops.h"
#include "step.h"

enum { KEIRYO_FLOAT32, KEIRYO_UINT8, KEIRYO_INT8 };

// Pooling over windows that are cut off at the borders.
typedef struct {
  const keiryo_loops *loops;
  size_t batch, height, width, channels;
  size_t output_height, output_width;
  size_t kernel_height, kernel_width, stride_height, stride_width, pad_top, pad_left, pad_bottom, pad_right;
  uint32_t count_include_pad;
  uint32_t element;
  keiryo_code code;   // of an average of codes
  int32_t input_zero;
  float ratio;        // input scale / output scale
  // An average of codes that input and output share, as TFLite takes it: the mean of the codes as int8, a tie away from 0.
  uint32_t of_codes;
} keiryo_window;

// Buffers: x, y.
void keiryo_maximum_pool_run(const void *parameters, void *const *buffers, keiryo_pool *pool);
// Buffers: x, y; codes: x, y, scratch of channels int32.
void keiryo_average_pool_run(const void *parameters, void *const *buffers, keiryo_pool *pool);
// Buffers: x, dy, dx. The first maximum in scan order takes the gradient.
void keiryo_maximum_pool_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool);
// Buffers: dy, dx.
void keiryo_average_pool_gradient_run(const void *parameters, void *const *buffers, keiryo_pool *pool);

#endif
