// Loops over the rows of a matrix whose columns are channels, see `keiryo_loops`.
//
// Sums of few channels take rows side by side until they fill 64 sums, so that the vectors are full. The order of the
// sums depends on the number of channels only.

#define CHANNEL_SUMS 64

// Rows that together are a whole number of 64 elements.
static size_t rows_together(size_t channels) {
  size_t rows = CHANNEL_SUMS;
  while (rows > 1 && channels % 2 == 0) channels /= 2, rows /= 2;
  return rows;
}

// What is summed: x; (x − center)²; g and, apart, g·(x − center).
enum { OF_VALUES, OF_SQUARES, OF_PRODUCTS };

KEIRYO_INLINE void channel_reduce(
  const int kind, const float *x, const float *g, const float *center, size_t rows, size_t channels, float *sums,
  float *products) {
  const size_t together = rows_together(channels), width = together * channels, whole = rows / together;
  for (size_t c = 0; c < channels; c++) sums[c] = 0;
  if (kind == OF_PRODUCTS)
    for (size_t c = 0; c < channels; c++) products[c] = 0;
  for (size_t start = 0; start < width && whole > 0; start += CHANNEL_SUMS) {
    float centers[CHANNEL_SUMS], part[CHANNEL_SUMS];
    lanes16 middle[4], a[4] = {{0}}, b[4] = {{0}};
    if (kind != OF_VALUES) {
      for (size_t i = 0; i < CHANNEL_SUMS; i++) centers[i] = center[(start + i) % channels];
      memcpy(middle, centers, sizeof middle);
    }
    for (size_t r = 0; r < whole; r++) {
      const float *row = x + r * width + start, *other = kind == OF_PRODUCTS ? g + r * width + start : NULL;
      KEIRYO_UNROLL for (size_t v = 0; v < 4; v++) {
        lanes16 value, gradient;
        lanes16_load(&value, row + 16 * v);
        if (kind == OF_VALUES) {
          a[v] += value;
        } else {
          value -= middle[v];
          if (kind == OF_SQUARES) {
            a[v] += value * value;
          } else {
            lanes16_load(&gradient, other + 16 * v);
            a[v] += gradient;
            b[v] += gradient * value;
          }
        }
      }
    }
    memcpy(part, a, sizeof part);
    for (size_t i = 0; i < CHANNEL_SUMS; i++) sums[(start + i) % channels] += part[i];
    if (kind == OF_PRODUCTS) {
      memcpy(part, b, sizeof part);
      for (size_t i = 0; i < CHANNEL_SUMS; i++) products[(start + i) % channels] += part[i];
    }
  }
  for (size_t r = whole * together; r < rows; r++) {
    const float *row = x + r * channels;
    if (kind == OF_VALUES) {
      for (size_t c = 0; c < channels; c++) sums[c] += row[c];
    } else if (kind == OF_SQUARES) {
      for (size_t c = 0; c < channels; c++) sums[c] += (row[c] - center[c]) * (row[c] - center[c]);
    } else {
      const float *other = g + r * channels;
      for (size_t c = 0; c < channels; c++) {
        sums[c] += other[c];
        products[c] += other[c] * (row[c] - center[c]);
      }
    }
  }
}

static void channel_sums(const float *x, size_t rows, size_t channels, float *sums) {
  channel_reduce(OF_VALUES, x, NULL, NULL, rows, channels, sums, NULL);
}

static void channel_squares(const float *x, const float *center, size_t rows, size_t channels, float *sums) {
  channel_reduce(OF_SQUARES, x, NULL, center, rows, channels, sums, NULL);
}

static void channel_products(
  const float *x, const float *g, const float *center, size_t rows, size_t channels, float *sums, float *products) {
  channel_reduce(OF_PRODUCTS, x, g, center, rows, channels, sums, products);
}

static void channel_affine(
  const float *x, const float *center, const float *factor, const float *offset, float *y, size_t rows,
  size_t channels, float low, float high) {
  for (size_t r = 0; r < rows; r++, x += channels, y += channels)
    KEIRYO_IN_PLACE for (size_t c = 0; c < channels; c++)
      y[c] = limit(FMA(x[c] - center[c], factor[c], offset[c]), low, high);
}

static void channel_affine_pair(
  const float *g, const float *g_factor, const float *x, const float *center, const float *x_factor,
  const float *offset, float *y, size_t rows, size_t channels) {
  for (size_t r = 0; r < rows; r++, x += channels, g += channels, y += channels)
    KEIRYO_IN_PLACE for (size_t c = 0; c < channels; c++)
      y[c] = FMA(g[c], g_factor[c], FMA(x[c] - center[c], x_factor[c], offset[c]));
}

static void spread_rows(
  const float *a, size_t a_step, const float *w, float *y, size_t y_step, size_t rows, size_t n) {
  size_t c = 0;
  for (; c + 16 <= n; c += 16) {
    lanes16 factor, value, sum;
    lanes16_load(&factor, w + c);
    for (size_t r = 0; r < rows; r++) {
      lanes16_load(&value, a + r * a_step + c);
      lanes16_load(&sum, y + r * y_step + c);
      sum += value * factor;
      memcpy(y + r * y_step + c, &sum, sizeof sum);
    }
  }
  for (size_t r = 0; c < n && r < rows; r++)
    for (size_t i = c; i < n; i++) y[r * y_step + i] += a[r * a_step + i] * w[i];
}

// Sums of 16·`vectors` columns stay in registers.
KEIRYO_INLINE void gather_block(
  const size_t vectors, const float *a, size_t a_step, const float *b, size_t b_step, float *y, size_t rows) {
  lanes16 sum[4], u, v;
  KEIRYO_UNROLL for (size_t i = 0; i < vectors; i++) lanes16_load(&sum[i], y + 16 * i);
  for (size_t r = 0; r < rows; r++) {
    KEIRYO_UNROLL for (size_t i = 0; i < vectors; i++) {
      lanes16_load(&u, a + r * a_step + 16 * i);
      lanes16_load(&v, b + r * b_step + 16 * i);
      sum[i] += u * v;
    }
  }
  memcpy(y, sum, vectors * sizeof *sum);
}

static void gather_rows(
  const float *a, size_t a_step, const float *b, size_t b_step, float *y, size_t rows, size_t n) {
  size_t c = 0;
  for (; c + 64 <= n; c += 64) gather_block(4, a + c, a_step, b + c, b_step, y + c, rows);
  for (; c + 16 <= n; c += 16) gather_block(1, a + c, a_step, b + c, b_step, y + c, rows);
  for (size_t r = 0; c < n && r < rows; r++)
    for (size_t i = c; i < n; i++) y[i] += a[r * a_step + i] * b[r * b_step + i];
}
