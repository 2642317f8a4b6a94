// Part of a row of a float32 depthwise convolution. Included for every instruction set.
//
// Vectors past the last channel are read whole: behind every buffer and between pixels there is memory to read.

KEIRYO_INLINE void f32_depthwise_store(
  const keiryo_depthwise_row *r, const size_t row, const size_t pixels, const vf *acc, size_t c, size_t n, size_t x) {
  // Held in registers: a stored vector could be any of the parameters as far as the compiler knows.
  const vf low = vf_set(r->epilogue->low), high = vf_set(r->epilogue->high);
  const size_t channels = r->all_channels;
  float *y = (float *)(r->y + row * r->y_row_bytes) + x * channels + c;
  const float *bias = r->bias;
  const vf b = bias ? (n >= VF_WIDTH ? vf_load(bias + c) : vf_load_part(bias + c, n)) : vf_set(0);
  if (n >= VF_WIDTH) {
    KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++, y += channels) vf_store(y, vf_clamp(vf_add(acc[i], b), low, high));
  } else {
    KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++, y += channels)
      vf_store_part(y, vf_clamp(vf_add(acc[i], b), low, high), n);
  }
}

// One pixel of each row whose window may hang over a border.
KEIRYO_INLINE void f32_depthwise_border(const keiryo_depthwise_row *r, const size_t rows, size_t c, size_t n, size_t x) {
  for (size_t row = 0; row < rows; row++) {
    const float *w = (const float *)r->weights + c;
    vf acc = vf_set(0);
    for (size_t ky = 0; ky < r->kernel_height; ky++)
      for (size_t kx = 0; kx < r->kernel_width; kx++, w += r->weight_stride) {
        const uint8_t *tap = depthwise_at_border(r, row * r->row_step + ky, kx, x);
        acc = vf_fma(vf_load_part((const float *)tap + c, n), vf_load(w), acc);
      }
    f32_depthwise_store(r, row, 1, &acc, c, n, x);
  }
}

KEIRYO_INLINE void f32_depthwise_any(
  const keiryo_depthwise_row *r, const size_t pixels, size_t c, size_t n, size_t x) {
  const float *w = (const float *)r->weights + c;
  const size_t step = r->stride * r->pixel_bytes;
  vf acc[DW_PIXELS];
  KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) acc[i] = vf_set(0);
  for (size_t ky = 0; ky < r->kernel_height; ky++)
    for (size_t kx = 0; kx < r->kernel_width; kx++, w += r->weight_stride) {
      const uint8_t *source = depthwise_at(r, ky, kx, x) + c * sizeof(float);
      const vf weight = vf_load(w);
      KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++)
        acc[i] = vf_fma(vf_load((const float *)(source + i * step)), weight, acc[i]);
    }
  f32_depthwise_store(r, 0, pixels, acc, c, n, x);
}

// 3 × 3: the nine weights stay in registers, and a vector of the image is loaded once for the up to three pixels of
// each row of outputs that it is part of. The first and the last column may hang over a border.
KEIRYO_INLINE void f32_depthwise_block(
  const keiryo_depthwise_row *r, const size_t rows, const size_t pixels, const size_t stride, const vf *w, size_t c,
  size_t n, size_t x) {
  const size_t columns = (pixels - 1) * stride + 3, pixel_bytes = r->pixel_bytes;
  vf acc[DW_TOGETHER][DW_BLOCK];
  KEIRYO_UNROLL for (size_t y = 0; y < rows; y++) {
    KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) acc[y][i] = vf_set(0);
  }
  KEIRYO_UNROLL for (size_t row = 0; row < 3 + (rows - 1) * stride; row++) {
    const uint8_t *source = depthwise_at(r, row, 0, x);
    KEIRYO_UNROLL for (size_t j = 0; j < columns; j++) {
      const uint8_t *pixel = depthwise_hangs_over(r, j, columns, stride, x) ? r->padding : source;
      const vf value = vf_load((const float *)pixel + c);
      source += pixel_bytes;
      KEIRYO_UNROLL for (size_t y = 0; y < rows; y++) {
        if (row < y * stride || row >= y * stride + 3) continue;
        KEIRYO_UNROLL for (size_t i = 0; i < pixels; i++) {
          if (j < i * stride || j >= i * stride + 3) continue;
          acc[y][i] = vf_fma(value, w[3 * (row - y * stride) + j - i * stride], acc[y][i]);
          VF_KEEP(acc[y][i]);
        }
      }
    }
  }
  KEIRYO_UNROLL for (size_t y = 0; y < rows; y++) f32_depthwise_store(r, y, pixels, acc[y], c, n, x);
}

#define DW_CASE(pixels) \
  case pixels: f32_depthwise_block(r, rows, pixels, stride, w, c, n, x); break;

KEIRYO_INLINE void f32_depthwise_nine(
  const keiryo_depthwise_row *r, const size_t rows, const size_t stride, size_t c, size_t n, size_t first,
  size_t last) {
  vf w[9];
  KEIRYO_UNROLL for (size_t t = 0; t < 9; t++) w[t] = vf_load((const float *)r->weights + t * r->weight_stride + c);
  DW_BLOCKS(first, last, DW_BLOCK, x, count, {
    switch (count) {
      DW_CASE(1) DW_CASE(2) DW_CASE(3) DW_CASE(4)
#if DW_BLOCK > 4
      DW_CASE(5) DW_CASE(6) DW_CASE(7) DW_CASE(8)
#endif
    }
  })
}
#undef DW_CASE

KEIRYO_INLINE void f32_depthwise_rows(const keiryo_depthwise_row *r, const size_t rows, const int is_nine) {
  const size_t end = r->first + r->width, last_channel = r->channel + r->channels;
  size_t first, last;
  depthwise_inside(r, is_nine, &first, &last);
  for (size_t c = r->channel; c < last_channel; c += VF_WIDTH) {
    const size_t n = last_channel - c < VF_WIDTH ? last_channel - c : VF_WIDTH;
    for (size_t x = r->first; x < first; x++) f32_depthwise_border(r, rows, c, n, x);
    if (is_nine && r->stride == 1) {
      f32_depthwise_nine(r, rows, 1, c, n, first, last);
    } else if (is_nine) {
      f32_depthwise_nine(r, rows, 2, c, n, first, last);
    } else {
      size_t x = first;
      for (; x + DW_PIXELS <= last; x += DW_PIXELS) f32_depthwise_any(r, DW_PIXELS, c, n, x);
      for (; x < last; x++) f32_depthwise_any(r, 1, c, n, x);
    }
    for (size_t x = last; x < end; x++) f32_depthwise_border(r, rows, c, n, x);
  }
}

void KEIRYO_JOIN(keiryo_f32_depthwise__, DW_SUFFIX)(const keiryo_depthwise_row *r);
void KEIRYO_JOIN(keiryo_f32_depthwise__, DW_SUFFIX)(const keiryo_depthwise_row *r) {
  const int is_nine = depthwise_is_nine(r);
  if (DW_TOGETHER > 1 && is_nine && r->row_count == DW_TOGETHER && r->row_step == r->stride) {
    f32_depthwise_rows(r, DW_TOGETHER, 1);
    return;
  }
  for (size_t i = 0; i < r->row_count; i++) {
    const keiryo_depthwise_row single = depthwise_single(r, i);
    f32_depthwise_rows(&single, 1, is_nine);
  }
}
