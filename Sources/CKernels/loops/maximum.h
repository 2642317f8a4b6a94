// The largest element of windows, see `keiryo_loops`.
//
// A pixel is taken in pieces of a fixed size. A piece that ends behind its pixel writes into the next one, whose turn
// comes after; only at the end of the row it is cut off.

#define MAXIMUM_WINDOWS(name, type, mask, count_of_piece, is_larger) \
  static void name(const keiryo_windows *windows, const type *x, type *y) { \
    enum { PIECE = count_of_piece }; \
    typedef type vector __attribute__((vector_size(PIECE * sizeof(type)))); \
    typedef mask vector_mask __attribute__((vector_size(PIECE * sizeof(type)))); \
    const keiryo_windows w = *windows; \
    for (size_t i = 0; i < w.count; i++, x += w.step, y += w.channels) \
      for (size_t c = 0; c < w.channels; c += PIECE) { \
        vector best, v; \
        memcpy(&best, x + c, sizeof best); \
        for (size_t r = 0; r < w.rows; r++) \
          for (size_t k = 0; k < w.columns; k++) { \
            memcpy(&v, x + r * w.row + k * w.channels + c, sizeof v); \
            vector_mask m = is_larger; \
            best = (vector)((m & (vector_mask)v) | (~m & (vector_mask)best)); \
          } \
        size_t room = w.room - i * w.channels - c; \
        if (room >= PIECE) { \
          memcpy(y + c, &best, sizeof best); \
        } else { \
          memcpy(y + c, &best, (room < w.channels - c ? room : w.channels - c) * sizeof(type)); \
        } \
      } \
  }

// A NaN is larger than everything.
MAXIMUM_WINDOWS(maximum_f32, float, int32_t, 8, (v > best) | (v != v))
MAXIMUM_WINDOWS(maximum_u8, uint8_t, int8_t, 16, v > best)
MAXIMUM_WINDOWS(maximum_s8, int8_t, int8_t, 16, v > best)
