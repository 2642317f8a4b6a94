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

typedef struct {
  vf scale_a, scale_b, scale, low, high;
  vi zero_a, zero_b, zero;
} code_sum;

KEIRYO_INLINE void add_codes_part(const code_sum *s, const uint8_t *a, const uint8_t *b, uint8_t *y, size_t n) {
  const vf u = vf_mul(vi_to_float(vi_sub(vi_load_u8_part(a, n), s->zero_a)), s->scale_a);
  const vf v = vf_mul(vi_to_float(vi_sub(vi_load_u8_part(b, n), s->zero_b)), s->scale_b);
  const vf ratio = vf_divide(vf_add(u, v), s->scale);
  vi_store_u8_part(y, vi_add(vf_round(vf_clamp(ratio, s->low, s->high)), s->zero), n);
}

static void add_codes(
  const uint8_t *a, const keiryo_code *code_a, const uint8_t *b, const keiryo_code *code_b, const keiryo_code *code_y,
  uint8_t *y, size_t n) {
  const code_sum s = {
    .scale_a = vf_set(code_a->scale), .scale_b = vf_set(code_b->scale), .scale = vf_set(code_y->scale),
    .low = vf_set((float)(code_y->low - code_y->zero)), .high = vf_set((float)(code_y->high - code_y->zero)),
    .zero_a = vi_set(code_a->zero), .zero_b = vi_set(code_b->zero), .zero = vi_set(code_y->zero),
  };
  size_t i = 0;
  for (; i + VF_WIDTH <= n; i += VF_WIDTH) add_codes_part(&s, a + i, b + i, y + i, VF_WIDTH);
  if (i < n) add_codes_part(&s, a + i, b + i, y + i, n - i);
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
