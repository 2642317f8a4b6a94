// Part of a row of a depthwise convolution of codes. Included for every instruction set.

// Pixels that are stored at once, at most.
#define DW_STORE 8

KEIRYO_INLINE void u8s8_depthwise_store(
  const keiryo_depthwise_row *r, const size_t pixels, const vi *acc, const requantizer *q, size_t c, size_t n,
  size_t x) {
  const size_t channels = r->all_channels, first = x * channels + c;
  if (r->epilogue->stored == KEIRYO_STORE_FLOAT) {
    KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++)
      requantize_to_float(q, acc[i], NULL, NULL, (float *)r->y + first + i * channels, n);
    return;
  }
  uint8_t *y = r->y + first;
  if (r->epilogue->rounding != KEIRYO_ROUND_FLOAT) {
    const fixed_requantizer fixed = fixed_requantizer_for(r->multiplier + c, r->shift + c, n, r->epilogue);
    vi kept[DW_STORE];
    KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) kept[i] = acc[i];
    requantize_fixed_all(&fixed, r->epilogue, kept, 1, pixels, y, channels, n);
    return;
  }
  KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) requantize(q, acc[i], y + i * channels, n);
}

KEIRYO_INLINE vi u8s8_depthwise_bias(const keiryo_depthwise_row *r, size_t c, size_t n) {
  const int32_t *bias = (const int32_t *)r->bias + c;
  return n >= VF_WIDTH ? vi_load(bias) : vi_load_part(bias, n);
}

// Products of one uint8 and one int8 fit 16 bits signed by signed, so one 16-bit multiply-add takes both.
KEIRYO_INLINE void u8s8_depthwise_any(
  const keiryo_depthwise_row *r, const size_t pixels, const requantizer *q, size_t c, size_t n, size_t x) {
  const int32_t *w = (const int32_t *)r->weights + c;
  const size_t step = r->stride * r->pixel_bytes;
  vi bias = u8s8_depthwise_bias(r, c, n), acc[DW_PIXELS];
  KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) acc[i] = bias;
  for (size_t ky = 0; ky < r->kernel_height; ky++)
    for (size_t kx = 0; kx < r->kernel_width; kx++, w += r->weight_stride) {
      const uint8_t *source = depthwise_at(r, ky, kx, x) + c;
      const vi weight = vi_load(w);
      KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++)
        acc[i] = vi_mul16(vi_load_u8_part(source + i * step, n), weight, acc[i]);
    }
  u8s8_depthwise_store(r, pixels, acc, q, c, n, x);
}

// One pixel whose window may hang over a border.
KEIRYO_INLINE void u8s8_depthwise_border(
  const keiryo_depthwise_row *r, const requantizer *q, size_t c, size_t n, size_t x) {
  const int32_t *w = (const int32_t *)r->weights + c;
  vi acc = u8s8_depthwise_bias(r, c, n);
  for (size_t ky = 0; ky < r->kernel_height; ky++)
    for (size_t kx = 0; kx < r->kernel_width; kx++, w += r->weight_stride)
      acc = vi_mul16(vi_load_u8_part(depthwise_at_border(r, ky, kx, x) + c, n), vi_load(w), acc);
  u8s8_depthwise_store(r, 1, &acc, q, c, n, x);
}

#ifdef VQ_QUADS
#include "depthwise_quads.h"
#endif

#ifdef VQ_TRIPLES
#define DW_CODES_BLOCK 7

// 3 × 3: a column of three taps is one group of codes, made once for all pixels of the block that it is part of.
// The first and the last column may hang over a border.
KEIRYO_INLINE void u8s8_depthwise_block(
  const keiryo_depthwise_row *r, const size_t pixels, const size_t stride, const vq *weights, const requantizer *q,
  size_t c, size_t n, size_t x) {
  const uint8_t *rows[3];
  KEIRYO_UNROLL for (size_t ky = 0; ky < 3; ky++) rows[ky] = depthwise_at(r, ky, 0, x) + c;
  const size_t columns = (pixels - 1) * stride + 3;
  vi bias = u8s8_depthwise_bias(r, c, n), acc[DW_CODES_BLOCK];
  KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) acc[i] = bias;
  KEIRYO_UNROLL for (size_t j = 0; j < columns; j++) {
    const int over = depthwise_hangs_over(r, j, columns, stride, x);
    const uint8_t *padding = r->padding + c;
    vq codes = over ? vq_triples(padding, padding, padding) : vq_triples(rows[0], rows[1], rows[2]);
    KEIRYO_UNROLL for (size_t ky = 0; ky < 3; ky++) rows[ky] += r->pixel_bytes;
    KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++)
      if (j >= i * stride && j < i * stride + 3) acc[i] = vq_dot(acc[i], codes, weights[j - i * stride]);
  }
  u8s8_depthwise_store(r, pixels, acc, q, c, n, x);
}

#define DW_CASE(pixels) \
  case pixels: u8s8_depthwise_block(r, pixels, stride, weights, q, c, n, x); break;

KEIRYO_INLINE void u8s8_depthwise_nine(
  const keiryo_depthwise_row *r, const size_t stride, const requantizer *q, size_t c, const size_t n, size_t first,
  size_t last) {
  const int32_t *w = (const int32_t *)r->weights + c;
  const size_t next = r->weight_stride;
  vq weights[3];
  for (size_t k = 0; k < 3; k++)
    weights[k] = vq_weight_triples(w + k * next, w + (k + 3) * next, w + (k + 6) * next);
  DW_BLOCKS(first, last, DW_CODES_BLOCK, x, count, {
    switch (count) { DW_CASE(1) DW_CASE(2) DW_CASE(3) DW_CASE(4) DW_CASE(5) DW_CASE(6) DW_CASE(7) }
  })
}
#undef DW_CASE
#endif

KEIRYO_INLINE void u8s8_depthwise_inside(
  const keiryo_depthwise_row *r, const int is_nine, const requantizer *q, size_t c, size_t n, size_t first,
  size_t last) {
#ifdef VQ_TRIPLES
  if (is_nine) {
    if (r->stride == 1) {
      u8s8_depthwise_nine(r, 1, q, c, n, first, last);
    } else {
      u8s8_depthwise_nine(r, 2, q, c, n, first, last);
    }
    return;
  }
#endif
  size_t x = first;
  if (n == VF_WIDTH) {
    for (; x + DW_PIXELS <= last; x += DW_PIXELS) u8s8_depthwise_any(r, DW_PIXELS, q, c, VF_WIDTH, x);
  }
  for (; x < last; x++) u8s8_depthwise_any(r, 1, q, c, n, x);
}

KEIRYO_INLINE void u8s8_depthwise_row(const keiryo_depthwise_row *r) {
  const size_t end = r->first + r->width, last_channel = r->channel + r->channels;
#ifdef VQ_TRIPLES
  const int is_nine = depthwise_is_nine(r);
#else
  const int is_nine = 0;
#endif
  size_t first, last;
  depthwise_inside(r, is_nine, &first, &last);
  for (size_t c = r->channel; c < last_channel; c += VF_WIDTH) {
    const size_t n = last_channel - c < VF_WIDTH ? last_channel - c : VF_WIDTH;
    const requantizer q = requantizer_for(r->multiplier + c, n, r->epilogue);
    for (size_t x = r->first; x < first; x++) u8s8_depthwise_border(r, &q, c, n, x);
    u8s8_depthwise_inside(r, is_nine, &q, c, n, first, last);
    for (size_t x = last; x < end; x++) u8s8_depthwise_border(r, &q, c, n, x);
  }
}

void KEIRYO_JOIN(keiryo_u8s8_depthwise__, DW_SUFFIX)(const keiryo_depthwise_row *r);
void KEIRYO_JOIN(keiryo_u8s8_depthwise__, DW_SUFFIX)(const keiryo_depthwise_row *r) {
  keiryo_depthwise_row rest = *r;
#ifdef VQ_QUADS
  if (
    depthwise_is_nine(r) && r->epilogue->stored == KEIRYO_STORE_CODES && r->epilogue->rounding == KEIRYO_ROUND_FLOAT) {
    const size_t wide = r->channels / DW_QUAD_CHANNELS * DW_QUAD_CHANNELS;
    for (size_t c = r->channel; c < r->channel + wide; c += DW_QUAD_CHANNELS) u8s8_depthwise_quad_rows(r, c);
    rest.channel += wide;
    rest.channels -= wide;
  }
#endif
  for (size_t i = 0; i < r->row_count && rest.channels > 0; i++) {
    const keiryo_depthwise_row single = depthwise_single(&rest, i);
    u8s8_depthwise_row(&single);
  }
}
