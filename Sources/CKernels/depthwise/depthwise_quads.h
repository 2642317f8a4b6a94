// 3 × 3 depthwise windows on 64 channels of codes at a time. Included for instruction sets that interleave bytes.
//
// Four codes of a channel, one above the other, are one group of a dot product: the first three meet the window of one
// row of outputs, the last three that of the row below it. Interleaving moves channels about within a vector; weights
// and biases are moved alike, and packing the results undoes it.

#define DW_QUAD_CHANNELS 64

// Groups of the codes of 64 channels in four rows, and what they are multiplied with.
typedef struct {
  vq of[4];
} quads;

typedef struct {
  quads weights[2][3], bias;
  vf multiplier[4];
  vi_packer packer;
} quad_window;

KEIRYO_INLINE quads quads_at(const uint8_t *const *rows, size_t at) {
  const vq a = vq_load_b(rows[0] + at), b = vq_load_b(rows[1] + at);
  const vq c = vq_load_b(rows[2] + at), d = vq_load_b(rows[3] + at);
  const vq low = vq_interleave(a, b, 0), lower = vq_interleave(c, d, 0);
  const vq high = vq_interleave(a, b, 1), higher = vq_interleave(c, d, 1);
  quads q = {{
    vq_interleave_pairs(low, lower, 0), vq_interleave_pairs(low, lower, 1), vq_interleave_pairs(high, higher, 0),
    vq_interleave_pairs(high, higher, 1),
  }};
  return q;
}

KEIRYO_INLINE void quad_window_for(const keiryo_depthwise_row *r, const size_t rows, size_t c, quad_window *w) {
  const int32_t *taps = (const int32_t *)r->weights + c;
  const size_t next = r->weight_stride;
  KEIRYO_UNROLL for (size_t x = 0; x < 3; x++) {
    vq columns[4];
    KEIRYO_UNROLL for (size_t v = 0; v < 4; v++) {
      const int32_t *at = taps + x * next + v * VF_WIDTH;
      columns[v] = vq_weight_triples(at, at + 3 * next, at + 6 * next);
    }
    vi_turn_lanes(columns);
    KEIRYO_UNROLL for (size_t v = 0; v < 4; v++) {
      w->weights[0][x].of[v] = columns[v];
      if (rows > 1) w->weights[1][x].of[v] = vq_next_byte(columns[v]);
    }
  }
  vi multiplier[4];
  KEIRYO_UNROLL for (size_t v = 0; v < 4; v++) {
    w->bias.of[v] = vi_load((const int32_t *)r->bias + c + v * VF_WIDTH);
    multiplier[v] = vi_load((const int32_t *)r->multiplier + c + v * VF_WIDTH);
  }
  vi_turn_lanes(w->bias.of);
  vi_turn_lanes(multiplier);
  KEIRYO_UNROLL for (size_t v = 0; v < 4; v++) w->multiplier[v] = vi_as_float(multiplier[v]);
  w->packer = vi_packer_for(r->epilogue->output_zero, r->epilogue->low, r->epilogue->high);
}

// Column j of a window that starts at output pixel x; columns beyond the image are padding.
KEIRYO_INLINE quads quads_under(const keiryo_depthwise_row *r, const uint8_t *const *rows, size_t c, size_t x, size_t j) {
  const size_t column = x * r->stride + j - r->pad_left;  // wraps to a large number left of the image
  if (column < r->input_width) return quads_at(rows, column * r->pixel_bytes + c);
  const uint8_t *const padding[4] = {r->padding, r->padding, r->padding, r->padding};
  return quads_at(padding, c);
}

// `rows` rows of outputs, 1 or 2 of stride 1.
KEIRYO_INLINE void u8s8_depthwise_quads(const keiryo_depthwise_row *r, const size_t rows, const size_t stride, size_t c) {
  const uint8_t *const under[4] = {r->rows[0], r->rows[1], r->rows[2], rows > 1 ? r->rows[3] : r->rows[2]};
  const size_t channels = r->all_channels, end = r->first + r->width, y_row_bytes = r->y_row_bytes;
  uint8_t *y = r->y + r->first * channels + c;
  quad_window w;
  quad_window_for(r, rows, c, &w);
  quads columns[3] = {quads_under(r, under, c, r->first, 0)};
  if (stride == 1) columns[1] = quads_under(r, under, c, r->first, 1);
  for (size_t x = r->first; x < end; x++, y += channels) {
    KEIRYO_UNROLL for (size_t j = 3 - stride; j < 3; j++) columns[j] = quads_under(r, under, c, x, j);
    KEIRYO_UNROLL for (size_t row = 0; row < rows; row++) {
      vi codes[4];
      KEIRYO_UNROLL for (size_t v = 0; v < 4; v++) {
        vi sum = w.bias.of[v];
        KEIRYO_UNROLL for (size_t j = 0; j < 3; j++) sum = vq_dot(sum, columns[j].of[v], w.weights[row][j].of[v]);
        codes[v] = vi_rounded(sum, w.multiplier[v]);
      }
      vi_store_codes(y + row * y_row_bytes, vi_pack_lanes(&w.packer, codes[0], codes[1], codes[2], codes[3]));
    }
    columns[0] = columns[stride];
    if (stride == 1) columns[1] = columns[2];
  }
}

// All rows of the call, two at a time where windows share rows of the image.
KEIRYO_INLINE void u8s8_depthwise_quad_rows(const keiryo_depthwise_row *r, size_t c) {
  size_t i = 0;
  if (r->stride == 1 && r->row_step == 1) {
    for (; i + 2 <= r->row_count; i += 2) {
      const keiryo_depthwise_row pair = depthwise_single(r, i);
      u8s8_depthwise_quads(&pair, 2, 1, c);
    }
  }
  for (; i < r->row_count; i++) {
    const keiryo_depthwise_row single = depthwise_single(r, i);
    if (r->stride == 1) {
      u8s8_depthwise_quads(&single, 1, 1, c);
    } else {
      u8s8_depthwise_quads(&single, 1, 2, c);
    }
  }
}
