#ifndef KEIRYO_WINOGRAD_WEIGHTS_H
#define KEIRYO_WINOGRAD_WEIGHTS_H

#include <stddef.h>

// G·g·Gᵀ of every filter of weights [O][3][3][C], computed in double precision, as 36 matrices [C][O] in panels of the
// tile kernel; matrix p starts at packed + p·point_count. Columns beyond the last output are not written.
void keiryo_winograd_weights(
  const float *weights, size_t channels, size_t outputs, size_t tile_columns, size_t point_count, float *packed);

#endif
