// One row of a depthwise convolution of codes. Included for every instruction set.

KEIRYO_INLINE void u8s8_depthwise_store(
  const keiryo_depthwise_row *r, const size_t pixels, const vi *acc, const requantizer *q, size_t c, size_t n,
  size_t x) {
  const size_t channels = r->channels, first = x * channels + c;
  if (r->epilogue->float_output) {
    KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++)
      requantize_to_float(q, acc[i], (float *)r->y + first + i * channels, n);
    return;
  }
  uint8_t *y = r->y + first;
  KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) requantize(q, acc[i], y + i * channels, n);
}

KEIRYO_INLINE vi u8s8_depthwise_bias(const keiryo_depthwise_row *r, size_t c, size_t n) {
  const int32_t *bias = (const int32_t *)r->bias + c;
  return n >= VF_WIDTH ? vi_load(bias) : vi_load_part(bias, n);
}

// Products of one uint8 and one int8 fit 16 bits signed by signed, so one 16-bit multiply-add takes both.
KEIRYO_INLINE void u8s8_depthwise_pixels(
  const keiryo_depthwise_row *r, const size_t pixels, const requantizer *q, size_t c, size_t n, size_t x) {
  const int32_t *w = (const int32_t *)r->weights + c;
  vi bias = u8s8_depthwise_bias(r, c, n), acc[DW_PIXELS];
  KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) acc[i] = bias;
  for (size_t t = 0; t < r->tap_count; t++) {
    vi weight = vi_load(w + t * r->weight_stride);
    const uint8_t *source = r->x + x * r->pixel_bytes + c + r->taps[t];
    KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++)
      acc[i] = vi_mul16(vi_load_u8_part(source + i * r->pixel_bytes, n), weight, acc[i]);
  }
  u8s8_depthwise_store(r, pixels, acc, q, c, n, x);
}

#ifdef VQ_TRIPLES
#define DW_BLOCK 7

// 3 × 3: a column of three taps is one group of codes, made once for all pixels of the block that it is part of.
KEIRYO_INLINE void u8s8_depthwise_block(
  const keiryo_depthwise_row *r, const size_t pixels, const size_t step, const vq *weights, const requantizer *q,
  size_t c, size_t n, size_t x) {
  const uint8_t *top = r->x + x * r->pixel_bytes + c + r->taps[0];
  const ptrdiff_t column = r->taps[1] - r->taps[0], middle = r->taps[3] - r->taps[0], bottom = r->taps[6] - r->taps[0];
  vi bias = u8s8_depthwise_bias(r, c, n), acc[DW_BLOCK];
  KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) acc[i] = bias;
  KEIRYO_UNROLL for (size_t j = 0; j < (pixels - 1) * step + 3; j++) {
    vq codes = vq_triples(top, top + middle, top + bottom);
    top += column;
    KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++)
      if (j >= i * step && j < i * step + 3) acc[i] = vq_dot(acc[i], codes, weights[j - i * step]);
  }
  u8s8_depthwise_store(r, pixels, acc, q, c, n, x);
}

// Pixels from one to the next of a 3 × 3 window with neighbouring columns, 1 or 2; else 0.
KEIRYO_INLINE size_t u8s8_depthwise_step(const keiryo_depthwise_row *r) {
  if (r->tap_count != 9) return 0;
  const ptrdiff_t column = r->taps[1] - r->taps[0], pixel = (ptrdiff_t)r->pixel_bytes;
  for (size_t t = 0; t < 9; t += 3)
    if (r->taps[t + 1] - r->taps[t] != column || r->taps[t + 2] - r->taps[t + 1] != column) return 0;
  return pixel == column ? 1 : pixel == 2 * column ? 2 : 0;
}

#define DW_CASE(p) \
  case p: u8s8_depthwise_block(r, p, step, weights, &q, c, n, x); break;

KEIRYO_INLINE void u8s8_depthwise_nine(const keiryo_depthwise_row *r, const size_t step, size_t c, const size_t n) {
  const int32_t *w = (const int32_t *)r->weights + c;
  const size_t stride = r->weight_stride, blocks = (r->width + DW_BLOCK - 1) / DW_BLOCK;
  const size_t pixels = (r->width + blocks - 1) / blocks;
  const requantizer q = requantizer_for(r->multiplier + c, n, r->epilogue);
  vq weights[3];
  for (size_t k = 0; k < 3; k++)
    weights[k] = vq_weight_triples(w + k * stride, w + (k + 3) * stride, w + (k + 6) * stride);
  for (size_t x = 0; x < r->width; x += pixels) {
    switch (r->width - x < pixels ? r->width - x : pixels) {
      DW_CASE(1) DW_CASE(2) DW_CASE(3) DW_CASE(4) DW_CASE(5) DW_CASE(6) DW_CASE(7)
    }
  }
}
#endif

void KEIRYO_JOIN(keiryo_u8s8_depthwise__, DW_SUFFIX)(const keiryo_depthwise_row *r);
void KEIRYO_JOIN(keiryo_u8s8_depthwise__, DW_SUFFIX)(const keiryo_depthwise_row *r) {
#ifdef VQ_TRIPLES
  const size_t step = u8s8_depthwise_step(r);
#endif
  for (size_t c = 0; c < r->channels; c += VF_WIDTH) {
    size_t n = r->channels - c < VF_WIDTH ? r->channels - c : VF_WIDTH;
#ifdef VQ_TRIPLES
    if (step == 1) {
      u8s8_depthwise_nine(r, 1, c, n);
      continue;
    }
    if (step == 2) {
      u8s8_depthwise_nine(r, 2, c, n);
      continue;
    }
#endif
    const requantizer q = requantizer_for(r->multiplier + c, n, r->epilogue);
    size_t x = 0;
    if (n == VF_WIDTH) {
      for (; x + DW_PIXELS <= r->width; x += DW_PIXELS) u8s8_depthwise_pixels(r, DW_PIXELS, &q, c, VF_WIDTH, x);
    }
    for (; x < r->width; x++) u8s8_depthwise_pixels(r, 1, &q, c, n, x);
  }
}
