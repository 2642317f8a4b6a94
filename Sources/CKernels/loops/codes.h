// Loops over 8-bit codes, see `keiryo_loops`. Products and sums are rounded one by one.

static void sum_u8(const uint8_t *x, int32_t *y, size_t n) {
  KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) y[i] += x[i];
}

static void sum_s8(const int8_t *x, int32_t *y, size_t n) {
  KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) y[i] += x[i];
}

// The code of x / scale; limits are integers, so clamping first gives the same code. NaN has the code of 0.
KEIRYO_INLINE uint8_t code_of(float ratio, float low, float high, int32_t zero) {
  float v = ratio == ratio ? ratio : 0.0f;
  return (uint8_t)((int32_t)nearest(limit(v, low, high)) + zero);
}

static void requantize_sum(
  const int32_t *sum, int32_t offset, float multiplier, const keiryo_code *code, uint8_t *y, size_t n) {
  const int32_t zero = code->zero;
  const float low = (float)(code->low - zero), high = (float)(code->high - zero);
  for (size_t i = 0; i < n; i++) y[i] = code_of((float)(sum[i] - offset) * multiplier, low, high, zero);
}

static void quantize(const float *x, float scale, const keiryo_code *code, uint8_t *y, size_t n) {
  const int32_t zero = code->zero;
  const float low = (float)(code->low - zero), high = (float)(code->high - zero);
  for (size_t i = 0; i < n; i++) y[i] = code_of(x[i] / scale, low, high, zero);
}

static void quantize_channels(const float *x, const float *scales, const keiryo_code *code, uint8_t *y, size_t n) {
  const int32_t zero = code->zero;
  const float low = (float)(code->low - zero), high = (float)(code->high - zero);
  for (size_t i = 0; i < n; i++) y[i] = code_of(x[i] / scales[i], low, high, zero);
}

static void dequantize(const uint8_t *x, uint32_t is_signed, float scale, int32_t zero, float *y, size_t n) {
  if (is_signed) {
    for (size_t i = 0; i < n; i++) y[i] = (float)((int8_t)x[i] - zero) * scale;
  } else {
    for (size_t i = 0; i < n; i++) y[i] = (float)(x[i] - zero) * scale;
  }
}

static void dequantize_channels(
  const uint8_t *x, uint32_t is_signed, const float *scales, int32_t zero, float *y, size_t n) {
  if (is_signed) {
    for (size_t i = 0; i < n; i++) y[i] = (float)((int8_t)x[i] - zero) * scales[i];
  } else {
    for (size_t i = 0; i < n; i++) y[i] = (float)(x[i] - zero) * scales[i];
  }
}

static void add_codes(
  const uint8_t *a, const keiryo_code *code_a, const uint8_t *b, const keiryo_code *code_b, const keiryo_code *code_y,
  uint8_t *y, size_t n) {
  const float scale_a = code_a->scale, scale_b = code_b->scale, scale_y = code_y->scale;
  const int32_t zero_a = code_a->zero, zero_b = code_b->zero, zero = code_y->zero;
  const float low = (float)(code_y->low - zero), high = (float)(code_y->high - zero);
  KEIRYO_IN_PLACE for (size_t i = 0; i < n; i++) {
    float u = (float)(a[i] - zero_a) * scale_a, v = (float)(b[i] - zero_b) * scale_b;
    y[i] = code_of((u + v) / scale_y, low, high, zero);
  }
}

static void lookup(const uint8_t *table, const uint8_t *x, uint8_t *y, size_t n) {
  size_t i = 0;
#ifdef VB_WIDTH
  if (n >= VB_WIDTH) {
    const vb_table t = vb_table_load(table);
    for (; i + VB_WIDTH <= n; i += VB_WIDTH) vb_lookup(&t, x + i, y + i);
  }
#endif
  for (; i < n; i++) y[i] = table[x[i]];
}
