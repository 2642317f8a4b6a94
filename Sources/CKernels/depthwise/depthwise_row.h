// Part of a row of a depthwise convolution, float32 and codes. Needs the vectors of one instruction set.
#include "../tile/requantize.h"
#include "keiryo/depthwise.h"

// Pixels that a general window works on at once.
#define DW_PIXELS 4

// The row of index i alone.
KEIRYO_INLINE keiryo_depthwise_row depthwise_single(const keiryo_depthwise_row *r, size_t i) {
  keiryo_depthwise_row single = *r;
  single.rows += i * r->row_step;
  single.y += i * r->y_row_bytes;
  single.row_count = 1;
  return single;
}

// Windows that have kernels of their own.
KEIRYO_INLINE int depthwise_is_nine(const keiryo_depthwise_row *r) {
  return r->kernel_height == 3 && r->kernel_width == 3 && r->dilation == 1 && r->stride <= 2;
}

// Where tap (ky, kx) of output pixel x starts. Read only where it lies in the image.
KEIRYO_INLINE const uint8_t *depthwise_at(const keiryo_depthwise_row *r, size_t ky, size_t kx, size_t x) {
  ptrdiff_t column = (ptrdiff_t)(x * r->stride + kx * r->dilation) - (ptrdiff_t)r->pad_left;
  return r->rows[ky] + column * (ptrdiff_t)r->pixel_bytes;
}

// The same where the window may hang over the left or right border.
KEIRYO_INLINE const uint8_t *depthwise_at_border(const keiryo_depthwise_row *r, size_t ky, size_t kx, size_t x) {
  size_t column = x * r->stride + kx * r->dilation - r->pad_left;  // wraps to a large number left of the image
  return column < r->input_width ? r->rows[ky] + column * r->pixel_bytes : r->padding;
}

// Output pixels first...last - 1 of the part whose windows hang over the image by at most `over` columns on a side.
KEIRYO_INLINE void depthwise_inside(const keiryo_depthwise_row *r, size_t over, size_t *first, size_t *last) {
  size_t reach = (r->kernel_width - 1) * r->dilation, end = r->first + r->width;
  size_t hidden = r->pad_left > over ? r->pad_left - over : 0, from = (hidden + r->stride - 1) / r->stride;
  size_t seen = r->input_width + r->pad_left + over, to = seen > reach ? (seen - reach - 1) / r->stride + 1 : 0;
  *first = from < r->first ? r->first : from < end ? from : end;
  *last = to > end ? end : to < *first ? *first : to;
}

// Whether column j of a block of 3 × 3 windows from output pixel x on hangs over a border.
KEIRYO_INLINE int depthwise_hangs_over(
  const keiryo_depthwise_row *r, const size_t j, const size_t columns, const size_t stride, size_t x) {
  return (j == 0 && x * stride < r->pad_left) || (j == columns - 1 && x * stride + j >= r->input_width + r->pad_left);
}

// Runs the body(x, count) for blocks of at most `most` pixels of about the same length.
#define DW_BLOCKS(first, last, most, x, count, body) \
  { \
    size_t all = (last) - (first), blocks = (all + (most) - 1) / (most); \
    size_t each = blocks ? (all + blocks - 1) / blocks : 0; \
    for (size_t x = (first); x < (last); x += each) { \
      size_t count = (last) - x < each ? (last) - x : each; \
      body \
    } \
  }

#ifdef DW_FLOAT
#include "depthwise_float.h"
#endif
#ifdef DW_CODES
#include "depthwise_codes.h"
#endif
