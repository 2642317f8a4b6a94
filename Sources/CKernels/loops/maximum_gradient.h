// The gradient of the largest element of windows, see `keiryo_loops`.
//
// A pixel is taken in pieces of a fixed size. What of a piece lies behind its pixel gets nothing, and where it must not
// be touched the piece is cut off.

#define GRADIENT_PIECE 8
typedef float gradient_piece __attribute__((vector_size(GRADIENT_PIECE * sizeof(float))));
typedef int32_t gradient_mask __attribute__((vector_size(GRADIENT_PIECE * sizeof(float))));

KEIRYO_INLINE void gradient_add(float *dx, const gradient_piece *g, const gradient_mask *takes, size_t count) {
  gradient_piece sum = {0};
  const gradient_piece part = (gradient_piece)(*takes & (gradient_mask)*g);
  if (count >= GRADIENT_PIECE) {
    memcpy(&sum, dx, sizeof sum);
    sum += part;
    memcpy(dx, &sum, sizeof sum);
  } else {
    memcpy(&sum, dx, count * sizeof(float));
    sum += part;
    memcpy(dx, &sum, count * sizeof(float));
  }
}

static void maximum_gradient(const keiryo_windows *windows, const float *x, const float *g, float *dx) {
  const keiryo_windows w = *windows;
  for (size_t i = 0; i < w.count; i++, g += w.channels)
    for (size_t c = 0; c < w.channels; c += GRADIENT_PIECE) {
      const size_t at = i * w.step + c, left = w.channels - c;
      gradient_piece best, v, incoming;
      gradient_mask first = {0}, inside, takes;
      memcpy(&best, x + at, sizeof best);
      for (size_t r = 0, tap = 0; r < w.rows; r++)
        for (size_t k = 0; k < w.columns; k++, tap++) {
          memcpy(&v, x + at + r * w.row + k * w.channels, sizeof v);
          const gradient_mask wins = v > best;
          best = (gradient_piece)((wins & (gradient_mask)v) | (~wins & (gradient_mask)best));
          first = (wins & (int32_t)tap) | (~wins & first);
        }
      for (size_t j = 0; j < GRADIENT_PIECE; j++) inside[j] = j < left ? -1 : 0;
      memcpy(&incoming, g + c, sizeof incoming);
      for (size_t r = 0, tap = 0; r < w.rows; r++)
        for (size_t k = 0; k < w.columns; k++, tap++) {
          const size_t target = at + r * w.row + k * w.channels, room = w.room - target;
          takes = (first == (int32_t)tap) & inside;
          gradient_add(dx + target, &incoming, &takes, room);
        }
    }
}
